//! A few bytes of template that ask for too much end in an error, not in a crash or a full memory.

use std::rc::Rc;

use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::Templates;
use steersman_value::{Map, Value};

#[derive(Debug)]
struct Nowhere;

impl Env for Nowhere {
    fn now(&self) -> Now {
        Now {
            unix_nanos: 0,
            monotonic_nanos: 0,
        }
    }

    fn local_zone(&self) -> String {
        String::new()
    }

    fn fill_random(&self, _bytes: &mut [u8]) {}

    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

/// What the template prints, or its error.
fn answer(template: &str) -> String {
    let mut templates = Templates::new("t", functions(&Options::offline(Rc::new(Nowhere))));
    let mut out = Vec::new();
    templates.parse("t", template).expect("a template");
    match templates.execute("t", &Value::Map(Map::any([].into())), &mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}

/// Values of 2000 levels need more than the 2 MiB of stack that a test has, by default.
const STACK: usize = 64 << 20;

fn check(cases: &[(&str, &str)]) {
    std::thread::scope(|scope| {
        let checks = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || {
                for (template, expected) in cases {
                    let answer = answer(template);
                    assert!(answer.ends_with(expected), "{template}\n{answer}");
                }
            })
            .expect("a thread can start");
        if let Err(panic) = checks.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

#[test]
fn results_have_a_size() {
    let text = "error calling repeat: the result would be longer than 67108864 bytes";
    let list = "the list would be longer than 4000000 items";
    check(&[
        (r#"{{ repeat 1000000000000 "x" }}"#, text),
        (r#"{{ repeat 9223372036854775807 "xy" }}"#, text),
        (r#"{{ repeat 9223372036854775807 "" }}"#, ""),
        (
            r#"{{ repeat 1000 "\n" | indent 1000000 }}"#,
            "67108864 bytes",
        ),
        (
            r#"{{ $x := repeat 60000000 "x" }}{{ cat $x $x }}"#,
            "67108864 bytes",
        ),
        (
            r#"{{ $x := repeat 60000000 "x" }}{{ print $x $x | len }}"#,
            "67108864 bytes",
        ),
        (
            r#"{{ $x := repeat 60000000 "x" }}{{ printf "%s%s%s" $x $x $x | len }}"#,
            "67108864 bytes",
        ),
        (
            r#"{{ $x := repeat 10000 "x" }}{{ replace "" $x $x | len }}"#,
            "67108864 bytes",
        ),
        ("{{ until 1000000000000 | len }}", list),
        (
            "{{ untilStep 0 9223372036854775807 9223372036854775806 | len }}",
            list,
        ),
        ("{{ seq 1 1000000000 | len }}", list),
        ("{{ chunk 1 (list) | len }}", "0"),
    ]);
}

#[test]
fn values_that_contain_themselves_are_noticed() {
    let cycle = r#"{{ $d := dict "a" 1 }}{{ $d = set $d "self" (list $d) }}"#;
    for (call, expected) in [
        ("{{ $d }}", "the value contains itself"),
        (
            "{{ print $d }}",
            "error calling print: the value contains itself",
        ),
        (
            "{{ $d | toString }}",
            "error calling toString: the value contains itself",
        ),
        ("[{{ toJson $d }}]", "[]"),
        ("[{{ toYaml $d }}]", "[]"),
        (
            "{{ mustToJson $d }}",
            "error calling mustToJson: json: unsupported value: encountered a cycle via []interface {}",
        ),
        ("{{ deepCopy $d }}", "nested deeper than 2000 levels"),
        ("{{ deepEqual $d (deepCopy (dict)) }}", "false"),
        ("{{ merge $d $d | len }}", "2"),
        (
            "{{ $e := dict }}{{ $e = set $e \"self\" $e }}{{ merge $e (dict \"self\" $e) | len }}",
            "deeper than 2000 levels",
        ),
    ] {
        check(&[(&format!("{cycle}{call}"), expected)]);
    }
}

#[test]
fn deep_values_are_walked() {
    let deep = r#"{{ $v := fromJsonArray (print (repeat 1900 "[") (repeat 1900 "]")) }}"#;
    for call in [
        "{{ print $v | len }}",
        "{{ toJson $v | len }}",
        "{{ deepCopy $v | toJson | len }}",
    ] {
        check(&[(&format!("{deep}{call}"), "3800")]);
    }
    check(&[(
        &format!("{deep}{{{{ deepEqual $v (deepCopy $v) }}}}"),
        "true",
    )]);
}

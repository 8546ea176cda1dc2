//! Templates that want too much end in an error, never in a crash.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;
use std::time::Duration;

use steersman_gotmpl::{Body, Function, Interpreter, Interrupt, LimitError, Limits, Templates};
use steersman_value::{GoType, Signature, Value};

fn set(limits: Limits) -> Templates {
    let pair: &[GoType] = &[GoType::String, GoType::Any];
    let function = |name, body| Function {
        name,
        signature: Signature {
            params: pair,
            variadic: None,
        },
        body: Body::Host(body),
    };
    let include = function(
        "include",
        Rc::new(|runtime, args| {
            runtime
                .run_template(args[0].as_str().unwrap(), &args[1])
                .map(Value::Str)
        }),
    );
    let tpl = function(
        "tpl",
        Rc::new(|runtime, args| {
            runtime
                .run_text("tpl", args[0].as_str().unwrap(), &args[1])
                .map(Value::Str)
        }),
    );
    let slow = Function {
        name: "slow",
        signature: Signature {
            params: &[],
            variadic: None,
        },
        body: Body::Slow {
            steps: |_| 1_100_000,
            body: Rc::new(|_, _| Ok(Value::Nil)),
        },
    };
    Templates::new("set", vec![include, tpl, slow]).with_limits(limits)
}

/// The error of a template that must fail: its text and the limit in it.
fn fail(limits: Limits, text: &str) -> (String, Option<LimitError>) {
    let mut templates = set(limits);
    if let Err(error) = templates.parse("main", text) {
        return (error.to_string(), None);
    }
    let error = templates
        .execute("main", &Value::str("x"), &mut Vec::new())
        .unwrap_err();
    (error.to_string(), error.limit())
}

#[test]
fn templates_nest_as_deep_as_in_go() {
    let text =
        r#"{{ define "t" }}{{ if . }}{{ template "t" . }}{{ end }}{{ end }}{{ template "t" . }}"#;
    let (error, _) = fail(Limits::default(), text);
    assert_eq!(
        error,
        "template: main:1:38: executing \"t\" at <{{template \"t\" .}}>: exceeded maximum template depth (100000)"
    );
}

#[test]
fn native_recursion_is_measured() {
    let limits = Limits::default();
    let stack = Some(LimitError::Stack(limits.stack_bytes));
    let include = r#"{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}"#;
    assert_eq!(fail(limits.clone(), include).1, stack);
    let tpl = r#"{{ define "t" }}{{ tpl "{{ include \"t\" . }}" . }}{{ end }}{{ include "t" . }}"#;
    assert_eq!(fail(limits.clone(), tpl).1, stack);
    let parens = format!("{{{{ {}1{} }}}}", "(".repeat(9_999), ")".repeat(9_999));
    let (error, _) = fail(limits.clone(), &parens);
    assert!(error.contains("nested too deeply"), "{error}");
    let blocks = "{{ if . }}".repeat(100_000);
    let (error, _) = fail(limits.clone(), &blocks);
    assert!(error.contains("nested too deeply"), "{error}");
    let chain = format!("{{{{ if . }}}}{}", "{{ else if . }}".repeat(100_000));
    let (error, _) = fail(limits, &chain);
    assert!(error.contains("nested too deeply"), "{error}");
}

/// What Go can do, given the stack: the threads of a program that renders have one of this size.
#[test]
fn deep_nesting_works_on_a_large_stack() {
    let limits = Limits {
        stack_bytes: 200 << 20,
        ..Limits::default()
    };
    let work = move || {
        let parens = format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000));
        let mut templates = set(limits.clone());
        templates.parse("parens", parens.as_str()).unwrap();
        let mut out = Vec::new();
        templates.execute("parens", &Value::Nil, &mut out).unwrap();
        assert_eq!(out, b"1");

        let deeper = format!("{{{{ {}1{} }}}}", "(".repeat(10_001), ")".repeat(10_001));
        let (error, _) = fail(limits.clone(), &deeper);
        assert_eq!(error, "template: main:1: max expression depth exceeded");

        let blocks = format!(
            "{}x{}",
            "{{ if . }}".repeat(10_000),
            "{{ end }}".repeat(10_000)
        );
        templates.parse("blocks", blocks.as_str()).unwrap();
        let mut out = Vec::new();
        templates
            .execute("blocks", &Value::str("x"), &mut out)
            .unwrap();
        assert_eq!(out, b"x");
    };
    std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn steps_and_output_and_time_are_limited() {
    let endless = "{{ range 9223372036854775807 }}{{ end }}";
    let limits = Limits {
        steps: 5_000,
        ..Limits::default()
    };
    assert_eq!(fail(limits, endless).1, Some(LimitError::Steps(5_000)));

    let limits = Limits {
        output_bytes: 1_000,
        ..Limits::default()
    };
    let large = "{{ range 1000000 }}0123456789{{ end }}";
    assert_eq!(fail(limits, large).1, Some(LimitError::Output(1_000)));

    let interrupt = Interrupt::default();
    let limits = Limits {
        interrupt: interrupt.clone(),
        ..Limits::default()
    };
    let time = LimitError::Time(Duration::from_millis(1200));
    interrupt.set(time);
    interrupt.set(LimitError::Memory(1));
    let (error, limit) = fail(limits, endless);
    assert_eq!(limit, Some(time));
    assert!(
        error.ends_with("takes longer than the limit of 1.2s"),
        "{error}"
    );
}

/// What calls read and make counts; and a loop of slow calls that cannot end does not begin.
#[test]
fn calls_count_by_what_they_take() {
    let steps = |text| {
        let mut templates = set(Limits::default());
        templates.parse("main", text).unwrap();
        let mut interpreter = Interpreter::new(&templates);
        let dot = Value::str("x".repeat(6400));
        let outcome = interpreter.execute("main", &dot, &mut Vec::new());
        (interpreter.steps(), outcome.is_ok())
    };
    assert_eq!(steps("{{ len . }}"), (102, true));
    assert_eq!(steps("{{ print . }}"), (202, true));
    assert!(steps("{{ slow }}{{ range 2 }}{{ slow }}{{ end }}").1);
    assert_eq!(
        steps("{{ range 3 }}{{ range 4 }}{{ slow }}{{ end }}{{ end }}"),
        (4, false)
    );
}

//! No text makes the engine panic.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use steersman_gotmpl::{Interpreter, Limits, Templates};
use steersman_value::{Tree, Value};

/// What templates are made of, sound and broken.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    "-}}",
    " ",
    "\n",
    "/*",
    "*/",
    "if ",
    "else ",
    "else if ",
    "end",
    "range ",
    "with ",
    "define ",
    "template ",
    "block ",
    "break",
    "continue",
    "nil",
    "true",
    "false",
    ".",
    ".a",
    ".b.c",
    "$",
    "$x",
    "$x.y",
    ":=",
    "=",
    ",",
    "|",
    "(",
    ")",
    "\"s\"",
    "\"\\x",
    "`r`",
    "'c'",
    "'",
    "\"",
    "0",
    "1",
    "-2",
    "0x1F",
    "1.5",
    "1e9",
    "1i",
    "1+2i",
    "08",
    "99999999999999999999",
    "and ",
    "or ",
    "not ",
    "len ",
    "index ",
    "slice ",
    "print ",
    "printf ",
    "html ",
    "js ",
    "urlquery ",
    "call ",
    "eq ",
    "ne ",
    "lt ",
    "le ",
    "gt ",
    "ge ",
    "\"%d %s %v %*d\"",
    "text",
    "é",
    "☃",
    "\u{0}",
    "{{end}}",
    "{{else}}",
    "{{if .a}}",
    "{{range .l}}",
    "{{range $i, $x := .m}}",
    "{{with .m}}",
    "{{define \"s\"}}",
    "{{template \"s\" .}}",
    "{{$x := .l}}",
    "{{.a}}",
    "{{ break }}",
];

fn data() -> Value {
    let list = Tree::List(vec![1.0.into(), "two".into(), Tree::Null]);
    let map = Tree::Map([("y".into(), list.clone()), ("z".into(), Tree::Null)].into());
    Value::from(Tree::Map(
        [
            ("a".into(), "text".into()),
            ("l".into(), list),
            ("m".into(), map),
        ]
        .into(),
    ))
}

fn run(text: &[u8]) {
    let limits = Limits {
        steps: 10_000,
        output_bytes: 1 << 20,
        ..Limits::default()
    };
    let mut templates = Templates::new("set", Vec::new()).with_limits(limits);
    let message = match templates.parse("main", text) {
        Ok(()) => {
            let mut interpreter = Interpreter::new(&templates);
            let outcome = interpreter.execute("main", &data(), &mut Vec::new());
            outcome.map_or_else(|error| error.to_string(), |()| String::new())
        }
        Err(error) => error.to_string(),
    };
    assert!(
        message.is_empty() || message.starts_with("template: main:"),
        "{message}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_templates_never_panic(pieces in vec(select(PIECES), 0..24)) {
        run(pieces.concat().as_bytes());
    }

    #[test]
    fn actions_never_panic(pieces in vec(select(PIECES), 0..12)) {
        run(format!("{{{{ {} }}}}", pieces.join(" ")).as_bytes());
    }

    #[test]
    fn bytes_never_panic(bytes in vec(any::<u8>(), 0..40)) {
        run(&[b"{{ ", &bytes[..], b" }}"].concat());
    }
}

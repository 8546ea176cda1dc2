//! What somebody who watches an execution gets to see.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use steersman_gotmpl::{Body, Function, Interpreter, Position, Templates, Tracer};
use steersman_value::{GoType, Map, Signature, Str, Tree, Value};

/// Writes every event down.
#[derive(Default)]
struct Log(Vec<String>);

fn place(at: Position<'_>) -> String {
    format!("{}:{}+{}", at.file.to_text(), at.line(), at.offset)
}

impl Tracer for Log {
    fn read_key(&mut self, map: &Map, key: &[u8], at: Position<'_>) {
        let found = if map.contains(key) { "" } else { " (missing)" };
        self.0.push(format!(
            "read {}{found} {}",
            String::from_utf8_lossy(key),
            place(at)
        ));
    }

    fn use_value(&mut self, value: &Value, at: Position<'_>) {
        self.0
            .push(format!("use {} {}", value.type_name(), place(at)));
    }

    fn enter_function(&mut self, name: &str, arguments: &[Value], at: Position<'_>) {
        self.0
            .push(format!("enter {name}/{} {}", arguments.len(), place(at)));
    }

    fn leave_function(&mut self) {
        self.0.push("leave".to_owned());
    }

    fn enter_template(&mut self, name: &Str, at: Position<'_>) {
        self.0
            .push(format!("template {} {}", name.to_text(), place(at)));
    }

    fn leave_template(&mut self) {
        self.0.push("end".to_owned());
    }
}

fn trace(text: &str) -> Vec<String> {
    let count = Function {
        name: "count",
        signature: Signature {
            params: &[],
            variadic: Some(GoType::Any),
        },
        body: Body::Pure(|args| Ok(Value::int(i64::try_from(args.len()).unwrap()))),
    };
    let mut templates = Templates::new("set", vec![count]);
    templates.parse("main", text).unwrap();
    let image = Tree::Map([("tag".into(), "1".into())].into());
    let data = Value::from(Tree::Map([("image".into(), image)].into()));
    let mut log = Log::default();
    let mut interpreter = Interpreter::new(&templates).with_tracer(&mut log);
    drop(interpreter.execute("main", &data, &mut Vec::new()));
    log.0
}

#[test]
fn every_event_is_reported() {
    for (text, expected) in [
        (
            "\n{{ .image.tag }}",
            &[
                "template main main:1+0",
                "read image main:2+5",
                "read tag main:2+11",
                "use string main:2+4",
                "end",
            ][..],
        ),
        (
            "{{ if index .image \"nope\" }}{{ end }}",
            &[
                "template main main:1+6",
                "read image main:1+13",
                "enter index/2 main:1+6",
                "read nope (missing) main:1+6",
                "leave",
                "end",
            ],
        ),
        (
            "{{ range $k, $v := .image }}{{ end }}{{ $n := .image | count 1 }}",
            &[
                "template main main:1+9",
                "read image main:1+20",
                "use map[string]interface {} main:1+9",
                "read image main:1+47",
                "enter count/2 main:1+55",
                "leave",
                "end",
            ],
        ),
        (
            "{{ define \"t\" }}{{ .tag.x }}{{ end }}{{ template \"t\" .image }}",
            &[
                "template main main:1+49",
                "read image main:1+54",
                "template t main:1+19",
                "read tag main:1+20",
            ],
        ),
    ] {
        assert_eq!(trace(text), expected, "{text}");
    }
}

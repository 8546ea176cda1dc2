//! Replays what Go prints; `record/printf.go` says how it was recorded.

use steersman_value::{IntKind, List, Map, Value, fmt};

#[test]
fn prints_as_go_does() {
    let mut failures = Vec::new();
    for (number, line) in include_str!("data/printf.tsv").lines().enumerate() {
        let fields: Vec<Vec<u8>> = line.split('\t').map(unquote).collect();
        let [format, names, expected] = fields.as_slice() else {
            panic!("line {number} has not three fields")
        };
        let names = String::from_utf8_lossy(names).into_owned();
        let args: Vec<Value> = if names.contains(' ') {
            names.split(' ').map(operand).collect()
        } else {
            vec![operand(&names)]
        };
        let printed = fmt::sprintf(format, &args).expect("no operand is cyclic");
        if printed != *expected {
            failures.push(format!(
                "line {}: {} {names}\n  want {}\n  got  {}",
                number + 1,
                String::from_utf8_lossy(format),
                fmt::quote(expected),
                fmt::quote(&printed),
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} differ\n{}",
        failures.len(),
        failures[..failures.len().min(40)].join("\n")
    );
}

fn operand(name: &str) -> Value {
    let (kind, text) = name.split_once(':').unwrap_or((name, ""));
    match kind {
        "int" => Value::int(text.parse().expect("a number")),
        "int64" => Value::int64(text.parse().expect("a number")),
        "uint64" => Value::Int(IntKind::Uint64, text.parse().expect("a number")),
        "uint8" => Value::Int(IntKind::Uint8, text.parse().expect("a number")),
        "float" => Value::Float(fmt::parse_float(text.as_bytes()).expect("a number")),
        "complex" => Value::Complex(1.5, -2.0),
        "str" => Value::str(text),
        "badutf8" => Value::str(b"a\xffb\x00\xe2\x80\x8b".to_vec()),
        "bytes" => Value::Bytes(text.into()),
        "bool" => Value::Bool(text == "true"),
        "nil" => Value::Nil,
        "list" => Value::list(vec![
            Value::int(1),
            Value::str("a"),
            Value::Float(2.5),
            Value::Nil,
            Value::list(vec![]),
            Value::Bytes("x".into()),
        ]),
        "strings" => Value::List(List::strings(["x", "y z"])),
        "map" => {
            let inner = Map::any([("n".into(), Value::Nil)].into());
            Value::Map(Map::any(
                [
                    ("b".into(), Value::int(1)),
                    ("a".into(), Value::Map(inner)),
                    ("c".into(), Value::list(vec![Value::str("q")])),
                ]
                .into(),
            ))
        }
        other => unreachable!("unknown operand {other}"),
    }
}

/// Reads a Go string literal of ASCII characters.
fn unquote(literal: &str) -> Vec<u8> {
    let inner = literal
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .expect("a quoted field");
    let mut out = Vec::new();
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = rest.as_bytes()[at + 1];
        let digits = match escape {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let code = &rest[at + 2..at + 2 + digits];
        match escape {
            b'x' => out.push(u8::from_str_radix(code, 16).expect("a number")),
            b'u' | b'U' => {
                let c = char::from_u32(u32::from_str_radix(code, 16).expect("a number"))
                    .expect("a character");
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'v' => out.push(11),
            b'f' => out.push(12),
            other => out.push(other),
        }
        rest = &rest[at + 2 + digits..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

//! Templates against what Go answered (`tests/record` fills in the answers).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::Path;

use steersman_gotmpl::{Body, Function, Templates};
use steersman_value::{CallError, GoType, IntKind, Map, Signature, Tree, Value, fmt};

#[test]
fn templates_answer_as_go_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let data = fs_err::read_to_string(folder.join("data.json")).unwrap();
    let data = tree(&serde_json::from_str(&data).unwrap());
    let mut failures = String::new();
    for entry in fs_err::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "cases")
        {
            let text = fs_err::read_to_string(&path).unwrap();
            check_file(&path, &text, &data, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn check_file(path: &Path, text: &str, data: &Tree, failures: &mut String) {
    let file = path.file_stem().unwrap().to_string_lossy();
    for case in format!("\n{text}").split("\n--- ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let rest = rest.strip_suffix('\n').unwrap_or(rest);
        let (template, answer) = rest.rsplit_once('\n').unwrap();
        let (sign, expected) = answer.split_once(' ').unwrap();
        let expected: String = serde_json::from_str(expected).unwrap();
        let actual = run(template, data);
        let (actual_sign, actual) = match &actual {
            Ok(out) => ("=", String::from_utf8_lossy(out).into_owned()),
            Err(error) => ("!", error.clone()),
        };
        if (actual_sign, actual.as_str()) != (sign, expected.as_str()) {
            writeln!(
                failures,
                "{file}/{name}: {template}\n  go   {sign} {expected}\n  rust {actual_sign} {actual}"
            )
            .unwrap();
        }
    }
}

fn run(text: &str, data: &Tree) -> Result<Vec<u8>, String> {
    let mut templates = Templates::new("set", functions());
    for (index, file) in text.split("\n+++ ").enumerate() {
        let (name, text) = if index == 0 {
            ("main", file)
        } else {
            file.split_once('\n').unwrap()
        };
        templates
            .parse(name, text)
            .map_err(|error| error.to_string())?;
    }
    let mut out = Vec::new();
    templates
        .execute("main", &data.into(), &mut out)
        .map_err(|error| error.to_string())?;
    Ok(out)
}

/// The functions the recorder has, too.
fn functions() -> Vec<Function> {
    const ANY: Option<GoType> = Some(GoType::Any);
    let pure = |name, params, variadic, body| Function {
        name,
        signature: Signature { params, variadic },
        body: Body::Pure(body),
    };
    let include = Function {
        name: "include",
        signature: Signature {
            params: &[GoType::String, GoType::Any],
            variadic: None,
        },
        body: Body::Host(std::rc::Rc::new(|runtime, args| {
            runtime
                .run_template(args[0].as_str().unwrap(), &args[1])
                .map(Value::Str)
        })),
    };
    vec![
        include,
        pure("dict", &[], ANY, |args| {
            let pairs = args.chunks_exact(2);
            let entries =
                pairs.map(|pair| (fmt::sprint(&pair[..1]).unwrap().into(), pair[1].clone()));
            Ok(Value::Map(Map::any(entries.collect())))
        }),
        pure("list", &[], ANY, |args| Ok(Value::list(args.to_vec()))),
        pure("upper", &[GoType::String], None, |args| {
            Ok(Value::str(
                args[0].as_str().unwrap().to_text().to_uppercase(),
            ))
        }),
        pure(
            "repeat",
            &[GoType::Int(IntKind::Int), GoType::String],
            None,
            |args| {
                let (Value::Int(_, n), Value::Str(text)) = (&args[0], &args[1]) else {
                    panic!("unchecked")
                };
                Ok(Value::str(text.repeat(usize::try_from(*n).unwrap())))
            },
        ),
        pure("unsigned", &[GoType::Int(IntKind::Uint8)], None, |args| {
            Ok(args[0].clone())
        }),
        pure("int64", &[GoType::Any], None, |args| {
            let Value::Float(f) = args[0] else {
                panic!("not a float")
            };
            Ok(Value::int64(fmt::float_to_int(f)))
        }),
        pure("half", &[GoType::Float64], None, |args| {
            let Value::Float(f) = args[0] else {
                panic!("unchecked")
            };
            Ok(Value::Float(f / 2.0))
        }),
        pure("negate", &[GoType::Bool], None, |args| {
            Ok(Value::Bool(!args[0].is_true()))
        }),
        pure("keys", &[GoType::AnyMap], None, |args| {
            Ok(Value::int(
                i64::try_from(args[0].as_map().unwrap().len()).unwrap(),
            ))
        }),
        pure("first", &[GoType::AnyList], None, |args| {
            let Value::List(list) = &args[0] else {
                panic!("unchecked")
            };
            list.get(0).ok_or_else(|| {
                CallError::Panic("runtime error: index out of range [0] with length 0".to_owned())
            })
        }),
        pure("oops", &[], None, |_| {
            Err(CallError::Error("oops happened".to_owned()))
        }),
    ]
}

fn tree(json: &serde_json::Value) -> Tree {
    match json {
        serde_json::Value::Null => Tree::Null,
        serde_json::Value::Bool(b) => Tree::Bool(*b),
        serde_json::Value::Number(n) => Tree::Float(n.as_f64().unwrap()),
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(items) => Tree::List(items.iter().map(tree).collect()),
        serde_json::Value::Object(entries) => Tree::Map(
            entries
                .iter()
                .map(|(key, value)| (key.as_str().into(), tree(value)))
                .collect(),
        ),
    }
}

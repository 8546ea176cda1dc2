//! Compares this crate with what the Go libraries were recorded to answer (see `recorder/main.go`).
//!
//! `STEER_YAML_CASES` names further files of recorded cases to check.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use steersman_value::fmt::append_json_float;
use steersman_value::{Tree, Value};
use steersman_yaml::{Error, Head, Numbers};

/// How many differences are shown.
const SHOWN: usize = 20;

#[test]
fn agrees_with_go() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = fs_err::read_dir(&folder)
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    #[expect(
        clippy::disallowed_methods,
        reason = "for trying large sets of cases by hand"
    )]
    files.extend(
        std::env::var("STEER_YAML_CASES")
            .iter()
            .flat_map(|list| list.split(':'))
            .map(PathBuf::from),
    );
    let (mut checked, mut failures) = (0, Vec::new());
    for file in files {
        let text = fs_err::read_to_string(&file).expect("cases are UTF-8");
        for (number, line) in text.lines().enumerate() {
            let case: Json = serde_json::from_str(line).expect("each line is a JSON object");
            checked += 1;
            let differences = check(&case);
            if !differences.is_empty() {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                failures.push(format!("{name}:{}\n{differences}", number + 1));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {checked} cases differ:\n{}",
        failures.len(),
        failures
            .iter()
            .take(SHOWN)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

fn field<'a>(case: &'a Json, name: &str) -> &'a str {
    case.get(name).and_then(Json::as_str).unwrap_or_default()
}

fn input(case: &Json) -> Vec<u8> {
    match case.get("in_b64").and_then(Json::as_str) {
        None => field(case, "in").as_bytes().to_vec(),
        Some(base64) => {
            // `!!binary` of this crate is base64, but its strings have to be UTF-8.
            let digit = |byte: u8| match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                _ => 63,
            };
            let digits: Vec<u8> = base64
                .bytes()
                .filter(|byte| *byte != b'=')
                .map(digit)
                .collect();
            let bits: Vec<bool> = digits
                .iter()
                .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
                .collect();
            let byte = |bits: &[bool]| bits.iter().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
            bits.chunks_exact(8).map(byte).collect()
        }
    }
}

/// What differs between the recorded answers and ours.
fn check(case: &Json) -> String {
    let text = input(case);
    let mut out = String::new();
    let mut compare = |what: &str, ours: &str| {
        let go = field(case, what);
        // In a typed answer Go's JSON spells out the character that stands for bytes that are not UTF-8.
        let go = if what == "typed" && text.starts_with(b"!!binary") {
            go.replace("\\ufffd", "\u{FFFD}")
        } else {
            go.to_owned()
        };
        if go != ours {
            let shown = String::from_utf8_lossy(&text);
            let _ = write!(
                out,
                "  text: {shown:?}\n  {what}:\n    go   {go:?}\n    ours {ours:?}\n"
            );
        }
    };
    let parsed = steersman_yaml::parse(&text);
    compare("error", &message(parsed.as_ref().err()));
    if let Ok(tree) = &parsed {
        compare("json", &json(tree));
        let typed = steersman_yaml::parse_typed(&text);
        compare("typed", &typed.as_ref().map(json).unwrap_or_default());
        let encoded = steersman_yaml::encode_tree(tree);
        compare(
            "encode_error",
            &encoded
                .as_ref()
                .err()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        let encoded = encoded.unwrap_or_default();
        compare("yaml", &String::from_utf8_lossy(&encoded));
        let value = Value::from(tree);
        let direct = steersman_yaml::encode(&value).unwrap_or_default();
        let cut = encoded.strip_suffix(b"\n").unwrap_or(&encoded);
        assert_eq!(
            String::from_utf8_lossy(&direct),
            String::from_utf8_lossy(cut)
        );
        let pretty = steersman_yaml::encode_pretty(&value).unwrap_or_default();
        let ending = if field(case, "pretty").ends_with('\n') {
            "\n"
        } else {
            ""
        };
        compare(
            "pretty",
            &format!("{}{ending}", String::from_utf8_lossy(&pretty)),
        );
    }
    let strict = message(steersman_yaml::parse_strict(&text).err().as_ref());
    compare(
        "strict",
        if strict == field(case, "error") {
            ""
        } else {
            &strict
        },
    );
    let spanned = steersman_yaml::parse_spanned(&text);
    compare("error", &message(spanned.as_ref().err()));
    if let Ok(node) = spanned {
        compare("json", &json(&node.into_tree(Numbers::Float)));
    }
    let head = steersman_yaml::scan_manifest(&text);
    compare("head_error", &message(head.as_ref().err()));
    compare("head", &head.as_ref().map(head_json).unwrap_or_default());
    out
}

fn message(error: Option<&Error>) -> String {
    error.map(Error::unmarshal_message).unwrap_or_default()
}

/// A tree as `encoding/json` writes it.
fn json(tree: &Tree) -> String {
    let mut out = Vec::new();
    write_json(&mut out, tree);
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn write_json(out: &mut Vec<u8>, tree: &Tree) {
    match tree {
        Tree::Null => out.extend_from_slice(b"null"),
        Tree::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Int(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Uint(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Float(value) => append_json_float(out, *value),
        Tree::Str(text) => write_string(out, text),
        Tree::List(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_json(out, item);
            }
            out.push(b']');
        }
        Tree::Map(table) => {
            out.push(b'{');
            for (place, (key, value)) in table.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_string(out, key);
                out.push(b':');
                write_json(out, value);
            }
            out.push(b'}');
        }
    }
}

fn write_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for char in std::str::from_utf8(text)
        .expect("strings from JSON are UTF-8")
        .chars()
    {
        let escaped = match char {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            '\u{08}' => "\\b".to_owned(),
            '\u{0C}' => "\\f".to_owned(),
            '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                format!("\\u{:04x}", u32::from(char))
            }
            _ => char.to_string(),
        };
        out.extend_from_slice(escaped.as_bytes());
    }
    out.push(b'"');
}

fn head_json(head: &Head) -> String {
    let string = |text: &[u8]| json(&Tree::Str(text.into()));
    let mut out = format!("{{\"apiVersion\":{}", string(&head.api_version));
    if !head.kind.is_empty() {
        let _ = write!(out, ",\"kind\":{}", string(&head.kind));
    }
    if let Some(metadata) = &head.metadata {
        let annotations = match &metadata.annotations {
            None => "null".to_owned(),
            Some(entries) => json(&Tree::Map(
                entries
                    .iter()
                    .map(|(key, text)| (key.clone(), Tree::Str(text.clone())))
                    .collect(),
            )),
        };
        let _ = write!(
            out,
            ",\"metadata\":{{\"name\":{},\"annotations\":{annotations}}}",
            string(&metadata.name)
        );
    }
    out.push('}');
    out
}

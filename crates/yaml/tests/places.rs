//! Where things are: spans of values and of errors.

use steersman_yaml::{Error, NodeValue, parse, parse_spanned};

/// The text of the value under a path of keys.
fn value_text(text: &str, path: &[&str]) -> String {
    let root = parse_spanned(text.as_bytes()).expect("it is YAML");
    let node = path.iter().fold(&root, |node, key| {
        node.get(key.as_bytes()).expect("the key is there")
    });
    text[node.span.start as usize..node.span.end as usize].to_owned()
}

/// The text from where the error is to the end of its line, and the error.
fn error_text(text: &str) -> (String, Error) {
    let error = parse(text.as_bytes()).expect_err("it is no YAML");
    let start = error.span().expect("it has a place").start as usize;
    (
        text[start..].lines().next().unwrap_or_default().to_owned(),
        error,
    )
}

#[test]
fn values() {
    let text = "a:\n  b: \"x y\"  # c\n  c:\n  - 1\n  - d: |\n      text\n\nlast: {e: [f]}\n";
    assert_eq!(value_text(text, &["a", "b"]), "\"x y\"");
    assert_eq!(
        value_text(text, &["a", "c"]),
        "- 1\n  - d: |\n      text\n\n"
    );
    assert_eq!(value_text(text, &["last", "e"]), "[f]");
}

#[test]
fn keys_and_merges() {
    let text = "base: &b\n  x: 1\nuse:\n  <<: *b\n  z: 2\n";
    let root = parse_spanned(text.as_bytes()).expect("it is YAML");
    let used = root.get(b"use").expect("the key is there");
    let x = used.entry(b"x").expect("it was merged");
    assert_eq!(
        x.key_span,
        root.get(b"base")
            .and_then(|base| base.entry(b"x"))
            .expect("it is there")
            .key_span
    );
    assert_eq!(x.value.value, NodeValue::Int(1));
    let z = used.entry(b"z").expect("the key is there");
    assert_eq!(&text[z.key_span.start as usize..], "z: 2\n");
}

#[test]
fn byte_order_mark() {
    let text = "\u{FEFF}a: 1";
    assert_eq!(value_text(text, &["a"]), "1");
}

#[test]
fn errors() {
    let (at, error) = error_text("a: 1\nb: c: d\n");
    assert_eq!(
        (at.as_str(), error.to_string().as_str()),
        (
            ": d",
            "yaml: line 2: mapping values are not allowed in this context"
        )
    );
    let (at, error) = error_text("a: 1\nb\nc: 2\n");
    assert_eq!(at, "c: 2");
    let Error::Syntax {
        opened, context, ..
    } = error
    else {
        panic!("{error} is about syntax");
    };
    assert_eq!((opened.start, context), (5, "while scanning a simple key"));
    assert_eq!(error_text("a: [*x]\n").0, "*x]");
    assert_eq!(error_text("a: 1\nb: .inf\n").0, ".inf");
    assert_eq!(error_text("a: !!int x\n").0, "!!int x");
    assert_eq!(error_text("a: \"\u{e9}\" \u{1}x\n").0, "\u{1}x");
}

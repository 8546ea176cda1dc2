//! Bad input ends in an error, soon and without much memory.

use steersman_yaml::{Error, MAX_DEPTH, parse, parse_spanned, scan_manifest};

fn message(text: &str) -> String {
    let error = parse(text.as_bytes()).expect_err("it is too much");
    let head = scan_manifest(text.as_bytes()).expect_err("it is too much");
    assert_eq!(error, head);
    error.to_string()
}

#[test]
fn nesting() {
    let deep = |open: &str, close: &str, count| open.repeat(count) + &close.repeat(count);
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        assert_eq!(
            message(&deep(open, close, 20_000)),
            "yaml: exceeded max depth of 10000"
        );
        let text = deep(open, close, MAX_DEPTH + 1);
        assert!(
            matches!(parse(text.as_bytes()), Err(Error::TooDeep { .. })),
            "{open}"
        );
    }
    let text = deep("[", "]", MAX_DEPTH);
    assert!(parse(text.as_bytes()).is_ok());
    let blocks: String = (0..3000)
        .flat_map(|level| [" ".repeat(level), "a:\n".to_owned()])
        .collect();
    assert!(matches!(
        parse(blocks.as_bytes()),
        Err(Error::TooDeep { .. })
    ));
}

#[test]
fn chains_of_aliases() {
    let mut text = String::from("- &a0 [x]\n");
    for level in 1..3000 {
        text.extend([format!("- &a{level} [*a{}]\n", level - 1)]);
    }
    assert!(parse(text.as_bytes()).is_err());
}

#[test]
fn alias_bombs() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        text.extend([format!("a{level}: &a{level} [{items}]\n")]);
    }
    assert_eq!(message(&text), "yaml: document contains excessive aliasing");
}

#[test]
fn long_lines() {
    let text = format!("a: {}\n", "x".repeat(2_000_000));
    assert!(parse(text.as_bytes()).is_ok());
    let text = format!("{}: 1\n", "x".repeat(2_000_000));
    assert_eq!(
        message(&text),
        "yaml: mapping values are not allowed in this context"
    );
    let text = format!("a: \"{}", "x y ".repeat(500_000));
    assert_eq!(message(&text), "yaml: found unexpected end of stream");
    let text = "[".to_owned() + &"a, ".repeat(500_000);
    assert!(parse_spanned(text.as_bytes()).is_err());
}

//! Values, metadata and schemas that are deep, long, or no text at all.

use std::fmt::Write as _;

use super::attack::{Attack, CHART, Ending};

const MANY: usize = 100_000;
const READER: &str = "a: {{ .Values.a | toJson | trunc 20 | quote }}\n";

/// All attacks by texts.
pub(super) fn attacks() -> Vec<Attack> {
    let mut attacks = values();
    attacks.extend(metadata());
    attacks.extend(schemas());
    attacks.extend(flags());
    attacks
}

#[expect(clippy::too_many_lines, reason = "a table of attacks")]
fn values() -> Vec<Attack> {
    let mut blocks = String::new();
    for depth in 0..3000 {
        writeln!(blocks, "{}a:", " ".repeat(depth)).expect("a string takes all");
    }
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let references = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{references}]").expect("a string takes all");
    }
    let mut merges = String::from("a0: &a0 {k0: x}\n");
    for level in 1..40 {
        let before = level - 1;
        writeln!(
            merges,
            "a{level}: &a{level} {{<<: [*a{before}, *a{before}], l: *a{before}, r: *a{before}}}"
        )
        .expect("a string takes all");
    }
    let long = "x".repeat(10 << 20);
    [
        (
            "flow-depth",
            Ending::Fails,
            format!("a: {}", "[".repeat(MANY)).into_bytes(),
        ),
        (
            "map-depth",
            Ending::Fails,
            format!("a: {}", "{a: ".repeat(MANY)).into_bytes(),
        ),
        (
            "closed-depth",
            Ending::Fails,
            format!("a: {}{}", "[".repeat(MANY), "]".repeat(MANY)).into_bytes(),
        ),
        (
            "dashes",
            Ending::Fails,
            format!("a:\n {}x", "- ".repeat(MANY)).into_bytes(),
        ),
        ("block-depth", Ending::Bounded, blocks.into_bytes()),
        ("alias-bomb", Ending::Fails, laughs.into_bytes()),
        ("merge-bomb", Ending::Fails, merges.into_bytes()),
        ("alias-to-itself", Ending::Fails, b"a: &a [*a]\n".to_vec()),
        (
            "long-line",
            Ending::Bounded,
            format!("a: {long}\n").into_bytes(),
        ),
        (
            "long-key",
            Ending::Bounded,
            format!("{long}: a\n").into_bytes(),
        ),
        (
            "long-comment",
            Ending::Bounded,
            format!("a: 1 # {long}\n").into_bytes(),
        ),
        (
            "many-anchors",
            Ending::Bounded,
            "- &a x\n".repeat(MANY).into_bytes(),
        ),
        (
            "many-documents",
            Ending::Bounded,
            "---\na: 1\n".repeat(MANY).into_bytes(),
        ),
        ("invalid-utf8", Ending::Fails, b"a: \xff\xfe\xc0\n".to_vec()),
        ("nul-bytes", Ending::Fails, b"a: \0\0b\n".to_vec()),
        ("control-bytes", Ending::Fails, b"a: \x01\x02\n".to_vec()),
        ("utf16-cut", Ending::Bounded, b"\xff\xfea\0:\0 ".to_vec()),
        (
            "huge-integer",
            Ending::Bounded,
            format!("a: {}\n", "9".repeat(1 << 20)).into_bytes(),
        ),
        (
            "huge-exponent",
            Ending::Bounded,
            b"a: 1e999999999\nb: -1e-999999999\n".to_vec(),
        ),
        (
            "huge-hex",
            Ending::Bounded,
            format!("a: 0x{}\n", "f".repeat(MANY)).into_bytes(),
        ),
        (
            "separators",
            Ending::Bounded,
            "---\n".repeat(10 * MANY).into_bytes(),
        ),
        ("many-keys", Ending::Bounded, many_keys().into_bytes()),
        ("merge-wide", Ending::Fails, merge_wide().into_bytes()),
        (
            "long-list",
            Ending::Bounded,
            format!("a: [{}1]\n", "1,".repeat(80 * MANY)).into_bytes(),
        ),
        (
            "question-marks",
            Ending::Fails,
            format!("{}a\n", "? ".repeat(MANY)).into_bytes(),
        ),
        (
            "folded-lines",
            Ending::Bounded,
            format!("a: >\n{}", " x\n".repeat(50 * MANY)).into_bytes(),
        ),
        (
            "duplicate-keys",
            Ending::Bounded,
            "a: 1\n".repeat(MANY).into_bytes(),
        ),
    ]
    .into_iter()
    .map(|(name, ending, data)| {
        Attack::chart(format!("values-{name}"), ending)
            .file("chart/values.yaml", data)
            .file("chart/templates/a.yaml", READER)
    })
    .collect()
}

fn metadata() -> Vec<Attack> {
    let with = |line: String| format!("{CHART}{line}\n").into_bytes();
    let long = "9".repeat(MANY);
    let version = format!("apiVersion: v2\nname: chart\nversion: {long}.{long}.{long}\n");
    let dependencies = format!(
        "dependencies:\n{}",
        "- {name: a, version: 1.x}\n".repeat(50_000)
    );
    [
        ("long-version", Ending::Fails, version.into_bytes()),
        (
            "long-kube-version",
            Ending::Fails,
            with(format!("kubeVersion: \"{}\"", ">1 ".repeat(MANY))),
        ),
        ("many-dependencies", Ending::Fails, with(dependencies)),
        (
            "nul-name",
            Ending::Bounded,
            b"apiVersion: v2\nname: \"ch\\0art\"\nversion: 0.1.0\n".to_vec(),
        ),
        (
            "invalid-utf8",
            Ending::Fails,
            b"apiVersion: v2\nname: \xff\nversion: 0.1.0\n".to_vec(),
        ),
        (
            "deep",
            Ending::Fails,
            with(format!("annotations: {}", "{a: ".repeat(MANY))),
        ),
        (
            "long-line",
            Ending::Bounded,
            with(format!("description: {}", "x".repeat(10 << 20))),
        ),
    ]
    .into_iter()
    .map(|(name, ending, data)| {
        Attack::new(format!("metadata-{name}"), ending).file("chart/Chart.yaml", data)
    })
    .collect()
}

fn schemas() -> Vec<Attack> {
    let nested =
        |open: &str, close: &str| format!("{}true{}", open.repeat(20_000), close.repeat(20_000));
    let mut growing = String::from("{\"$defs\": {\"d0\": {\"type\": \"integer\"}");
    for level in 1..40 {
        let before = format!("{{\"$ref\": \"#/$defs/d{}\"}}", level - 1);
        write!(
            growing,
            ", \"d{level}\": {{\"anyOf\": [{before}, {before}]}}"
        )
        .expect("a string takes all");
    }
    growing.push_str("}, \"properties\": {\"a\": {\"$ref\": \"#/$defs/d39\"}}}");
    [
        ("reference-loop", Ending::Bounded, "{\"$ref\": \"#\"}".to_owned()),
        (
            "reference-circle",
            Ending::Bounded,
            "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}".to_owned(),
        ),
        ("deep-not", Ending::Fails, nested("{\"not\": ", "}")),
        ("deep-open", Ending::Fails, "[".repeat(MANY)),
        ("doubling", Ending::Fails, growing.clone()),
        ("doubling-all", Ending::Fails, growing.replace("anyOf", "allOf").replace("integer", "string")),
        ("doubling-one", Ending::Fails, growing.replace("anyOf", "oneOf")),
        ("device", Ending::Fails, "{\"$ref\": \"file:///dev/zero\"}".to_owned()),
        ("many-choices", Ending::Fails, many_choices()),
        ("pattern", Ending::Fails, "{\"properties\": {\"a\": {\"pattern\": \"^((x+)+)+$\"}}}".to_owned()),
        ("pattern-repeats", Ending::Fails, "{\"properties\": {\"a\": {\"pattern\": \"((x{1000}){1000}){1000}\"}}}".to_owned()),
        ("remote", Ending::Fails, "{\"$ref\": \"http://127.0.0.1:9/schema.json\"}".to_owned()),
        ("no-text", Ending::Fails, "\0\0\0".to_owned()),
    ]
    .into_iter()
    .map(|(name, ending, schema)| {
        Attack::chart(format!("schema-{name}"), ending)
            .file("chart/values.yaml", format!("a: {}!\n", "x".repeat(30_000)))
            .file("chart/values.schema.json", schema)
    })
    .collect()
}

fn many_keys() -> String {
    (0..20 * MANY)
        .map(|key| format!("k{key}: 1\n"))
        .collect::<Vec<_>>()
        .concat()
}

fn merge_wide() -> String {
    let keys: String = (0..10_000)
        .map(|key| format!("k{key}: 1, "))
        .collect::<Vec<_>>()
        .concat();
    let merges: String = (0..2000)
        .map(|key| format!("m{key}: {{<<: *b}}\n"))
        .collect::<Vec<_>>()
        .concat();
    format!("b: &b {{{keys}}}\n{merges}")
}

/// What is allowed would be repeated in the message.
fn many_choices() -> String {
    let choices: String = (0..MANY)
        .map(|choice| format!("\"{choice}\","))
        .collect::<Vec<_>>()
        .concat();
    format!("{{\"properties\": {{\"a\": {{\"enum\": [{choices} \"\"]}}}}}}")
}

fn flags() -> Vec<Attack> {
    let mut all = flags_of_values();
    all.extend(flags_of_files_and_names());
    all
}

/// An attack by one flag on a chart that reads its value.
fn word(name: &str, ending: Ending, flag: &str, value: String) -> Attack {
    Attack::chart(format!("flag-{name}"), ending)
        .file("chart/templates/a.yaml", READER)
        .words([flag.to_owned(), value])
}

/// The system takes no longer word than 128 KiB.
const LONGEST_WORD: usize = 100_000;

fn flags_of_values() -> Vec<Attack> {
    let limit = LONGEST_WORD;
    vec![
        word(
            "set-depth",
            Ending::Fails,
            "--set",
            format!("{}a=1", "a.".repeat(limit / 2)),
        ),
        word(
            "set-index",
            Ending::Fails,
            "--set",
            "a[2000000000]=1".to_owned(),
        ),
        word(
            "set-index-overflow",
            Ending::Fails,
            "--set",
            "a[99999999999999999999]=1".to_owned(),
        ),
        word(
            "set-indexes",
            Ending::Fails,
            "--set",
            format!("a{}=1", "[0]".repeat(limit / 3)),
        ),
        word(
            "set-large-indexes",
            Ending::Bounded,
            "--set",
            format!("a{}=1", "[65000]".repeat(200)),
        ),
        word(
            "set-braces",
            Ending::Fails,
            "--set",
            format!("a={}", "{".repeat(limit)),
        ),
        word(
            "set-number",
            Ending::Bounded,
            "--set",
            format!("a={}", "9".repeat(limit)),
        ),
        word(
            "set-backslashes",
            Ending::Bounded,
            "--set",
            format!("a={}", "\\".repeat(limit)),
        ),
        word(
            "set-json-depth",
            Ending::Fails,
            "--set-json",
            format!("a={}", "[".repeat(limit)),
        ),
        word(
            "set-literal-depth",
            Ending::Fails,
            "--set-literal",
            format!("{}a=1", "a.".repeat(limit / 2)),
        ),
    ]
}

fn flags_of_files_and_names() -> Vec<Attack> {
    let limit = LONGEST_WORD;
    vec![
        word(
            "set-file-zeros",
            Ending::Fails,
            "--set-file",
            "a=/dev/zero".to_owned(),
        ),
        word("values-zeros", Ending::Fails, "-f", "/dev/zero".to_owned()),
        word("values-pipe", Ending::Fails, "-f", "pipe".to_owned()).pipe("pipe"),
        word(
            "set-file-pipe",
            Ending::Fails,
            "--set-file",
            "a=pipe".to_owned(),
        )
        .pipe("pipe"),
        word(
            "set-file-random",
            Ending::Fails,
            "--set-file",
            "a=/dev/urandom".to_owned(),
        ),
        word(
            "name-template-endless",
            Ending::Fails,
            "--name-template",
            "{{ range 1000000000000 }}{{ end }}".to_owned(),
        ),
        word(
            "kube-version",
            Ending::Fails,
            "--kube-version",
            format!("1.{}", "9".repeat(limit)),
        ),
        word(
            "name-template",
            Ending::Fails,
            "--name-template",
            "{{ range until 1000000000 }}x{{ end }}".to_owned(),
        ),
    ]
}

//! Templates that never end, or grow without bound.

use super::attack::{Attack, Ending};

const MANY: usize = 100_000;

/// All attacks by templates.
pub(super) fn attacks() -> Vec<Attack> {
    let mut attacks: Vec<Attack> = snippets()
        .into_iter()
        .map(|(name, ending, template)| {
            Attack::chart(format!("template-{name}"), ending)
                .file("chart/templates/a.yaml", template)
                .file("chart/values.yaml", "self: '{{ tpl .Values.self . }}'\n")
                .file("chart/files/a.txt", "x\n")
        })
        .collect();
    attacks.push(
        Attack::chart("template-invalid-utf8", Ending::Bounded)
            .file("chart/templates/a.yaml", b"a: {{ \"\xff\xfe\" }} \xc0\n"),
    );
    attacks.push(
        Attack::chart("template-nul-bytes", Ending::Fails)
            .file("chart/templates/a.yaml", b"a: \0{{ \"\0\" }}\n"),
    );
    attacks
}

fn snippets() -> Vec<(&'static str, Ending, String)> {
    let mut snippets: Vec<(&'static str, Ending, String)> = PLAIN
        .iter()
        .map(|&(name, ending, template)| (name, ending, template.to_owned()))
        .collect();
    snippets.extend(growing());
    let repeated = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(MANY), close.repeat(MANY))
    };
    snippets.extend([
        (
            "parentheses",
            Ending::Fails,
            format!("{{{{ {} }}}}", repeated("(", "1", ")")),
        ),
        (
            "open-parentheses",
            Ending::Fails,
            format!("{{{{ {}", "(".repeat(MANY)),
        ),
        (
            "if-depth",
            Ending::Fails,
            repeated("{{ if true }}", "x", "{{ end }}"),
        ),
        (
            "else-if",
            Ending::Bounded,
            format!(
                "{{{{ if false }}}}{}{{{{ end }}}}",
                "{{ else if false }}".repeat(20_000)
            ),
        ),
        (
            "with-depth",
            Ending::Fails,
            repeated("{{ with . }}", "x", "{{ end }}"),
        ),
        (
            "pipeline",
            Ending::Bounded,
            format!("a: {{{{ 1 {} }}}}", "| int ".repeat(MANY)),
        ),
        (
            "fields",
            Ending::Bounded,
            format!("a: {{{{ .Values{} }}}}", ".a".repeat(MANY)),
        ),
        (
            "unclosed-string",
            Ending::Fails,
            format!("{{{{ \"{}", "x".repeat(10 << 20)),
        ),
        (
            "unclosed-comment",
            Ending::Fails,
            format!("{{{{/* {}", "x".repeat(10 << 20)),
        ),
        (
            "long-line",
            Ending::Bounded,
            format!("a: {}\n", "x".repeat(10 << 20)),
        ),
        (
            "long-number",
            Ending::Fails,
            format!("a: {{{{ {} }}}}\n", "9".repeat(MANY)),
        ),
        (
            "many-actions",
            Ending::Bounded,
            format!("a: {}\n", "{{ 1 }}".repeat(MANY)),
        ),
        (
            "deep-output",
            Ending::Fails,
            format!("a: {}\n", "[".repeat(MANY)),
        ),
        (
            "many-documents",
            Ending::Bounded,
            "---\na: 1\n".repeat(50_000),
        ),
        (
            "glob",
            Ending::Bounded,
            format!(
                "a: {{{{ len (.Files.Glob \"{}\") }}}}\n",
                "{f*,*f}".repeat(20)
            ),
        ),
    ]);
    snippets
}

/// Ordinary functions that are made to work or grow without bound: a line for each, with a name, how it ends, and the
/// template, in which `␤` is the end of a line.
fn growing() -> impl Iterator<Item = (&'static str, Ending, String)> {
    include_str!("growing.txt").lines().filter_map(|line| {
        let (name, rest) = line.split_once(' ')?;
        let (ending, template) = rest.split_once(' ')?;
        let ending = if ending == "fails" {
            Ending::Fails
        } else {
            Ending::Bounded
        };
        Some((name, ending, template.replace('␤', "\n")))
    })
}

const PLAIN: &[(&str, Ending, &str)] = &[
    (
        "include-itself",
        Ending::Fails,
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
    ),
    (
        "template-itself",
        Ending::Fails,
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
    ),
    (
        "include-each-other",
        Ending::Fails,
        "{{ define \"a\" }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
    ),
    (
        "include-branches",
        Ending::Fails,
        "{{ define \"a\" }}{{ if gt . 0 }}{{ include \"a\" (sub . 1) }}{{ include \"a\" (sub . 1) }}{{ end }}{{ end }}{{ include \"a\" 60 }}",
    ),
    ("tpl-itself", Ending::Fails, "{{ tpl .Values.self . }}"),
    (
        "tpl-grows",
        Ending::Fails,
        "{{ define \"a\" }}{{ tpl (printf \"x%s\" .t) . }}{{ end }}{{ include \"a\" (dict \"t\" \"{{ include `a` . }}\" \"Template\" .Template) }}",
    ),
    (
        "range-output",
        Ending::Fails,
        "{{ range until 1000000000 }}xxxxxxxxxxxxxxxx{{ end }}",
    ),
    (
        "range-number",
        Ending::Fails,
        "{{ range 1000000000000 }}{{ end }}",
    ),
    (
        "range-nested",
        Ending::Fails,
        "{{ range 100000 }}{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}{{ end }}",
    ),
    (
        "range-step",
        Ending::Fails,
        "{{ range untilStep 0 1000000000000 1 }}{{ end }}",
    ),
    ("sequence", Ending::Fails, "a: {{ seq 1 1000000000 }}"),
    (
        "repeat",
        Ending::Fails,
        "a: {{ repeat 1000000000 \"xxxx\" }}",
    ),
    (
        "repeat-overflow",
        Ending::Fails,
        "a: {{ repeat 9223372036854775807 \"xxxx\" }}",
    ),
    ("repeat-negative", Ending::Fails, "a: {{ repeat -1 \"x\" }}"),
    ("indent", Ending::Fails, "a: {{ indent 2000000000 \"x\" }}"),
    (
        "width",
        Ending::Bounded,
        "a: {{ printf \"%2000000000d\" 1 }}",
    ),
    (
        "precision",
        Ending::Bounded,
        "a: {{ printf \"%.2000000000f\" 1.5 }}",
    ),
    ("random", Ending::Fails, "a: {{ randAlphaNum 2000000000 }}"),
    (
        "random-bytes",
        Ending::Fails,
        "a: {{ randBytes 2000000000 }}",
    ),
    (
        "text-doubles",
        Ending::Fails,
        "{{ $x := \"xxxxxxxx\" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}a: {{ len $x }}",
    ),
    (
        "list-doubles",
        Ending::Fails,
        "{{ $x := list 1 2 3 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}a: {{ len $x }}",
    ),
    (
        "map-doubles",
        Ending::Fails,
        "{{ $x := dict \"a\" 1 }}{{ range until 60 }}{{ $x = dict \"l\" $x \"r\" $x }}{{ end }}a: {{ toYaml $x }}",
    ),
    (
        "json-doubles",
        Ending::Fails,
        "{{ $x := \"\\\\\" }}{{ range until 60 }}{{ $x = toJson $x }}{{ end }}a: 1",
    ),
    (
        "replace-grows",
        Ending::Fails,
        "{{ $x := \"aaaaaaaa\" }}{{ range until 30 }}{{ $x = replace \"a\" \"aaaaaaaa\" $x }}{{ end }}a: {{ len $x }}",
    ),
    (
        "map-in-itself-yaml",
        Ending::Bounded,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}a: {{ toYaml $d }}",
    ),
    (
        "map-in-itself-json",
        Ending::Fails,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}a: {{ toJson $d }}{{ fail \"empty\" }}",
    ),
    (
        "map-in-itself-print",
        Ending::Fails,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}a: {{ $d }}",
    ),
    (
        "map-in-itself-copy",
        Ending::Fails,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}a: {{ deepCopy $d | len }}{{ fail \"copied\" }}",
    ),
    (
        "map-in-itself-merge",
        Ending::Fails,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $e := dict }}{{ $_ := set $e \"d\" $e }}a: {{ merge $d $e | len }}{{ fail \"merged\" }}",
    ),
    (
        "map-in-itself-equal",
        Ending::Fails,
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $e := dict }}{{ $_ := set $e \"d\" $e }}a: {{ deepEqual $d $e }}{{ fail \"compared\" }}",
    ),
    (
        "deep-value",
        Ending::Fails,
        "{{ $x := list }}{{ range until 200000 }}{{ $x = list $x }}{{ end }}a: {{ toYaml $x }}{{ fail \"printed\" }}",
    ),
    (
        "deep-yaml",
        Ending::Fails,
        "a: {{ fromYaml (printf \"a: %s\" (repeat 100000 \"[\")) }}{{ fail \"read\" }}",
    ),
    (
        "deep-json",
        Ending::Fails,
        "a: {{ fromJson (repeat 100000 \"[\") }}{{ fail \"read\" }}",
    ),
    (
        "deep-toml",
        Ending::Fails,
        "a: {{ fromToml (printf \"a = %s\" (repeat 100000 \"[\")) }}{{ fail \"read\" }}",
    ),
    (
        "regex-backtracks",
        Ending::Bounded,
        "a: {{ regexMatch \"^(a+)+$\" (printf \"%s!\" (repeat 50000 \"a\")) }}",
    ),
    (
        "regex-large",
        Ending::Bounded,
        "a: {{ regexMatch \"((a{1000}){1000}){1000}\" \"a\" }}",
    ),
    (
        "regex-deep",
        Ending::Bounded,
        "a: {{ regexMatch (repeat 100000 \"(\") \"a\" }}",
    ),
    (
        "version-long",
        Ending::Fails,
        "a: {{ semverCompare (repeat 100000 \">1 \") \"1.2.3\" }}",
    ),
    (
        "date-layout",
        Ending::Bounded,
        "a: {{ dateInZone (repeat 100000 \"2006\") (toDate \"2006\" \"2024\") \"UTC\" | len }}",
    ),
    (
        "date-far",
        Ending::Bounded,
        "a: {{ dateModify \"9223372036854775807h\" (toDate \"2006\" \"2024\") }}",
    ),
    (
        "arithmetic",
        Ending::Bounded,
        "a: {{ add 9223372036854775807 1 }} {{ mul 9223372036854775807 9 }} {{ sub -9223372036854775808 1 }}",
    ),
    ("divide-by-zero", Ending::Fails, "a: {{ div 1 0 }}"),
    ("modulo-by-zero", Ending::Fails, "a: {{ mod 1 0 }}"),
    (
        "smallest-divided",
        Ending::Bounded,
        "a: {{ div -9223372036854775808 -1 }} {{ mod -9223372036854775808 -1 }}",
    ),
    ("slice-far", Ending::Fails, "a: {{ slice (list 1) 5 9 }}"),
    (
        "substring-far",
        Ending::Bounded,
        "a: {{ substr 5 2 \"abc\" }}",
    ),
    ("chunk-zero", Ending::Fails, "a: {{ chunk 0 (list 1 2) }}"),
    (
        "wrap-zero",
        Ending::Bounded,
        "a: {{ wrap 0 \"a b c\" | quote }} {{ wrapWith 0 \"\" \"abc\" | quote }}",
    ),
    (
        "split-count",
        Ending::Bounded,
        "a: {{ splitn \",\" -5 \"a,b\" | toJson }} {{ splitn \",\" 2000000000 \"a,b\" | toJson }}",
    ),
    (
        "trunc-far",
        Ending::Bounded,
        "a: {{ trunc -9223372036854775808 \"abc\" }}",
    ),
    (
        "keys-many",
        Ending::Fails,
        "{{ range 1000000000 }}{{ genPrivateKey \"rsa\" }}{{ end }}",
    ),
    (
        "set-many",
        Ending::Fails,
        "{{ $d := dict }}{{ range $i := until 1000000000 }}{{ $_ := set $d (toString $i) (repeat 1000 \"x\") }}{{ end }}",
    ),
    (
        "key-length",
        Ending::Bounded,
        "a: {{ derivePassword 1 \"maximum\" (repeat 1000000 \"x\") \"u\" \"s\" | len }}",
    ),
    (
        "text-as-map",
        Ending::Bounded,
        "a: {{ range $k, $v := .Values.self }}{{ end }}",
    ),
];

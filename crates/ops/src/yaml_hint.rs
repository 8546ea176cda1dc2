//! Advice for texts that are no YAML. The messages of the parser are the only thing to go by.

use steersman_diag::SourceFile;

/// Who wrote a text, and so who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// A template, when it was rendered.
    Template,
    /// A person.
    Person,
}

/// How many lines above the place of the problem a quote is looked for that was never closed.
const QUOTE_LINES: u32 = 200;

/// What may mend a text that is no YAML: `problem` is what the parser says about its line `line`.
pub fn yaml_hint(problem: &str, source: &SourceFile, line: u32, author: Author) -> Option<String> {
    let text = text_of(source, line);
    let before = if line > 1 {
        text_of(source, line - 1)
    } else {
        String::new()
    };
    let in_template = author == Author::Template;
    let tab = text.trim_start_matches(' ').starts_with('\t') || problem.contains("tab character");
    if tab || in_template && text.contains('\t') {
        return Some("YAML is indented by spaces, this line has a tab".to_owned());
    }
    let may_be_quote = [
        "expected key",
        "end of stream",
        "expected ':'",
        "document start",
    ];
    if may_be_quote.iter().any(|part| problem.contains(part))
        && let Some(opened) = open_quote(source, line)
    {
        return Some(format!(
            "a quote is opened on line {opened} and not closed there"
        ));
    }
    let hint = if problem.contains("mapping values are not allowed") {
        let deeper = indent(&text) > indent(&before);
        match (deeper, before.contains(": "), in_template) {
            (true, true, true) => {
                "this line is indented below a key that has a value already: check `indent` and `nindent`"
            }
            (true, true, false) => "this line is indented below a key that has a value already",
            (true, false, _) if !before.trim_end().ends_with(':') => {
                "the line above has no `:` after its key"
            }
            (_, _, true) => "a value that holds `: ` needs quotes: pipe it through `quote`",
            (_, _, false) => "a value that holds `: ` needs quotes",
        }
    } else if problem.contains("did not find expected key") {
        if in_template {
            "the indentation does not fit the lines around it: check `indent` and `nindent`, and `{{-` that eats a line end"
        } else {
            return Some(indentation(&text, &before));
        }
    } else if problem.contains("could not find expected ':'") {
        if in_template {
            "a key without `:`, or the line before it lost its line end to `{{-` or `-}}`"
        } else {
            "a key without `:`"
        }
    } else if problem.contains("found unexpected end of stream") {
        "a quote is opened and never closed"
    } else if problem.contains("unknown escape character") {
        "a backslash in double quotes must be doubled; single quotes take it as it is"
    } else if problem.contains("found character that cannot start any token") {
        if in_template {
            "a value that begins with `%`, `@`, `` ` `` or `*` needs quotes: pipe it through `quote`"
        } else {
            "a value that begins with `%`, `@` or `` ` `` needs quotes"
        }
    } else if problem.contains("unknown anchor") {
        "a value that begins with `*` needs quotes, unless it names an anchor (`&NAME`) above it"
    } else if problem.contains("did not find expected ',' or") {
        "a bracket or brace is not closed, or a value that begins with `{` or `[` needs quotes"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

fn text_of(source: &SourceFile, line: u32) -> String {
    let text = source.line(line).unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Why a line does not belong where it stands.
fn indentation(text: &str, before: &str) -> String {
    let (here, above) = (indent(text), indent(before));
    if here == above || before.trim().is_empty() {
        return "the indentation does not fit the lines around it".to_owned();
    }
    format!("this line is indented by {here} spaces, the one above by {above}: make them equal")
}

/// The last line up to `line` with a double quote that is opened and not closed on it.
fn open_quote(source: &SourceFile, line: u32) -> Option<u32> {
    let first = line.saturating_sub(QUOTE_LINES).max(1);
    (first..=line)
        .rev()
        .find(|&line| has_open_quote(source.line(line).unwrap_or_default()))
}

fn has_open_quote(line: &[u8]) -> bool {
    let mut quote = None;
    let mut bytes = line.iter().copied();
    let mut last = b' ';
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (None, b'#') if last == b' ' => break,
            // Only where a value can begin: an apostrophe inside of a word is text.
            (None, b'"' | b'\'') if b" :-[{,(".contains(&last) => quote = Some(byte),
            (Some(b'"'), b'\\') => {
                bytes.next();
            }
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        last = byte;
    }
    quote == Some(b'"')
}

#[cfg(test)]
mod tests {
    use steersman_diag::SourceFile;

    use super::{Author, yaml_hint};

    #[test]
    fn hints_name_what_a_person_can_mend() {
        for (text, line, problem, hint) in [
            (
                "a: \"x\nb: \"\"\n",
                2,
                "did not find expected key",
                "a quote is opened on line 1 and not closed there",
            ),
            (
                "a: it's\nb: \"x # y\nc: 1\n",
                3,
                "found unexpected end of stream",
                "a quote is opened on line 2 and not closed there",
            ),
            (
                "a:\n   b: 1\n  c: 2\n",
                3,
                "did not find expected key",
                "this line is indented by 2 spaces, the one above by 3: make them equal",
            ),
            (
                "image\n  tag: x\n",
                2,
                "mapping values are not allowed",
                "the line above has no `:` after its key",
            ),
            (
                "a: 1\n  b: x\n",
                2,
                "mapping values are not allowed",
                "this line is indented below a key that has a value already",
            ),
            (
                "a: b: c\n",
                1,
                "mapping values are not allowed",
                "a value that holds `: ` needs quotes",
            ),
            (
                "a:\n\tb: c\n",
                2,
                "found a tab character that violates indentation",
                "YAML is indented by spaces, this line has a tab",
            ),
        ] {
            let source = SourceFile::new("values.yaml", text);
            let found = yaml_hint(problem, &source, line, Author::Person);
            assert_eq!(found.as_deref(), Some(hint), "{text}");
        }
    }
}

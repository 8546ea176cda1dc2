use std::ops::Range;

use memchr::memmem;
use steersman_names::HelmDialect;

use crate::space::{trim, trim_start};

/// How a rendered file is cut into documents; Helm 4.2 changed the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitRule {
    /// Helm 4.3: every line that starts with `---` cuts, together with the blanks after it. Documents lose leading
    /// white space and keep trailing white space.
    Lines,
    /// Helm 3.22 and 4.1: `---` cuts together with all white space on both sides; documents are trimmed.
    Blocks,
}

impl From<HelmDialect> for SplitRule {
    fn from(dialect: HelmDialect) -> Self {
        if dialect >= HelmDialect::V4_3 {
            Self::Lines
        } else {
            Self::Blocks
        }
    }
}

/// The ranges of the documents in a rendered file, without those that are blank.
///
/// ```
/// use steersman_manifest::{SplitRule, split_documents};
///
/// let text = b"---\na: 1\n\n--- # note\nb: 2\n";
/// let documents = |rule| split_documents(text, rule).into_iter().map(|r| &text[r]).collect::<Vec<_>>();
/// assert_eq!(documents(SplitRule::Lines), [&b"a: 1\n\n"[..], b"# note\nb: 2\n"]);
/// assert_eq!(documents(SplitRule::Blocks), [&b"a: 1"[..], b"# note\nb: 2"]);
/// ```
pub fn split_documents(text: &[u8], rule: SplitRule) -> Vec<Range<usize>> {
    match rule {
        SplitRule::Lines => split_lines(text),
        SplitRule::Blocks => split_blocks(text),
    }
}

fn split_lines(text: &[u8]) -> Vec<Range<usize>> {
    let first = text.len() - trim_start(text).len();
    let mut documents = Vec::new();
    let mut push = |from: usize, to: usize| {
        let from = to - trim_start(&text[from..to]).len();
        if from < to {
            documents.push(from..to);
        }
    };
    let mut begin = if text[first..].starts_with(b"---") {
        after_blanks(text, first + 3)
    } else {
        first
    };
    let mut search = first;
    while let Some(found) = memmem::find(&text[search..], b"\n---") {
        let line = search + found + 1;
        // The blanks after one separator can not hold the next: it needs a line end before it.
        push(begin, line);
        begin = after_blanks(text, line + 3);
        search = line + 3;
    }
    push(begin, text.len());
    documents
}

fn after_blanks(text: &[u8], from: usize) -> usize {
    from + text[from..]
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

fn split_blocks(text: &[u8]) -> Vec<Range<usize>> {
    let first = text.len() - trim_start(text).len();
    let last = first + trim(&text[first..]).len();
    let text = &text[..last];
    let mut documents = Vec::new();
    let mut push = |from: usize, to: usize| {
        if from < to {
            let from = to - trim_start(&text[from..to]).len();
            documents.push(from..from + trim(&text[from..to]).len());
        }
    };
    let mut begin = if text[first..].starts_with(b"---") {
        after_spaces(text, first + 3)
    } else {
        first
    };
    let mut search = begin;
    while let Some(found) = memmem::find(&text[search..], b"\n---") {
        let line_end = search + found;
        let spaces = text[begin..line_end]
            .iter()
            .rev()
            .take_while(|byte| is_regexp_space(**byte))
            .count();
        push(begin, line_end - spaces);
        begin = after_spaces(text, line_end + 4);
        search = begin;
    }
    push(begin, text.len());
    documents
}

fn after_spaces(text: &[u8], from: usize) -> usize {
    from + text[from..]
        .iter()
        .take_while(|byte| is_regexp_space(**byte))
        .count()
}

/// What `\s` means in Go's regular expressions.
fn is_regexp_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_helm_cuts() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("", &[], &[]),
            (" \n\u{a0}\n", &[], &[]),
            ("a: 1", &["a: 1"], &["a: 1"]),
            ("\n\n  a: 1\n\n\n", &["a: 1\n\n\n"], &["a: 1"]),
            (
                "---\na: 1\n---\nb: 1\n",
                &["a: 1\n", "b: 1\n"],
                &["a: 1", "b: 1"],
            ),
            ("---a: 1\n---b: 1", &["a: 1\n", "b: 1"], &["a: 1", "b: 1"]),
            (
                "a: 1\n---\n\n---\nb: 1",
                &["a: 1\n", "b: 1"],
                &["a: 1", "---\nb: 1"],
            ),
            ("a: 1\n---\n---", &["a: 1\n"], &["a: 1", "---"]),
            ("------\na: 1", &["---\na: 1"], &["---\na: 1"]),
            (
                "a: 1\n ---\nb: 1",
                &["a: 1\n ---\nb: 1"],
                &["a: 1\n ---\nb: 1"],
            ),
            (
                "a: 1 \r\n---\r\nb: 1\r\n",
                &["a: 1 \r\n", "b: 1\r\n"],
                &["a: 1", "b: 1"],
            ),
            (
                "# c\n--- \t# d\nb: 1",
                &["# c\n", "# d\nb: 1"],
                &["# c", "# d\nb: 1"],
            ),
            ("---", &[], &[]),
        ];
        for (text, lines, blocks) in cases {
            let cut = |rule| {
                split_documents(text.as_bytes(), rule)
                    .into_iter()
                    .map(|range| &text[range])
                    .collect::<Vec<_>>()
            };
            assert_eq!(cut(SplitRule::Lines), *lines, "{text:?}");
            assert_eq!(cut(SplitRule::Blocks), *blocks, "{text:?}");
        }
    }
}

//! Texts of several documents.

use std::borrow::Cow;

use steersman_diag::Span;
use steersman_value::Tree;

use crate::Error;
use crate::parse::{check_size, parse};

/// One document of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The text of the document, every line ended by LF.
    pub text: Cow<'t, [u8]>,
    /// The offset of its first byte in the whole text.
    pub offset: u32,
    /// The number of lines before it.
    pub line: u32,
}

/// Cuts a text at the lines that begin with `---`, as the reader does that Helm uses for values files
/// (`YAMLReader` of Kubernetes). It knows nothing of YAML: a `---` inside a block scalar cuts as well. Separators
/// before the first document stay with it.
///
/// # Errors
/// [`Error::Separator`] when anything but a comment follows a separator on its line.
pub fn split(text: &[u8]) -> Result<Vec<Part<'_>>, Error> {
    check_size(text)?;
    let mut parts = Vec::new();
    let mut start = 0;
    let mut start_line = 0;
    let mut at = 0;
    let mut line = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |len| at + len + 1);
        if let Some(rest) = text[at..end].strip_prefix(b"---") {
            check_separator(rest, at, end)?;
            if at > start {
                parts.push(part(text, start, at, start_line));
                start = end;
                start_line = line + 1;
            }
        }
        at = end;
        line += 1;
    }
    if at > start {
        parts.push(part(text, start, at, start_line));
    }
    Ok(parts)
}

/// Reads every document of a values file.
///
/// # Errors
/// As [`split`] and [`parse`]; places and lines count from the start of the document.
pub fn parse_all(text: &[u8]) -> Result<Vec<Tree>, Error> {
    split(text)?.iter().map(|part| parse(&part.text)).collect()
}

fn check_separator(rest: &[u8], start: usize, end: usize) -> Result<(), Error> {
    let rest = String::from_utf8_lossy(rest);
    let trimmed = rest.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return Ok(());
    }
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Err(Error::Separator {
        text: trimmed.to_owned(),
        span: Span::new(offset(start), offset(end)),
    })
}

fn part(text: &[u8], start: usize, end: usize, line: u32) -> Part<'_> {
    let body = &text[start..end];
    let normal = body.ends_with(b"\n") && !body.contains(&b'\r');
    let text = if normal {
        Cow::Borrowed(body)
    } else {
        Cow::Owned(normalize(body))
    };
    Part {
        text,
        offset: u32::try_from(start).unwrap_or(u32::MAX),
        line,
    }
}

/// Ends every line with LF alone.
fn normalize(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 1);
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        let line = line
            .strip_suffix(b"\n")
            .map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let parts = split(text.as_bytes()).expect("separators are well formed");
        parts
            .iter()
            .map(|part| String::from_utf8_lossy(&part.text).into_owned())
            .collect()
    }

    #[test]
    fn cuts_at_separators() {
        assert_eq!(texts(""), [""; 0]);
        assert_eq!(texts("a: 1"), ["a: 1\n"]);
        assert_eq!(
            texts("---\na: 1\n---\n---\nb: 2\r\n"),
            ["---\na: 1\n", "---\nb: 2\n"]
        );
        assert_eq!(texts("a: 1\n--- # two\nb: 2\n---\n"), ["a: 1\n", "b: 2\n"]);
        let error = split(b"a: 1\n--- b: 2\n").expect_err("text after the separator");
        assert_eq!(error.to_string(), "invalid Yaml document separator: b: 2");
    }
}

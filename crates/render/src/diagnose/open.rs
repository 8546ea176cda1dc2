//! What is still open where the parser gave up.

use steersman_gotmpl::ParseError;

/// The line on which the action around the error begins, when that is an earlier one.
pub(super) fn open_action(error: &ParseError) -> Option<usize> {
    let before = error.text.get(..error.offset as usize)?;
    let start = find_last(before, b"{{")?;
    let action = &before[start..];
    let is_comment = action
        .get(2..)
        .is_some_and(|rest| rest.strip_prefix(b"- ").unwrap_or(rest).starts_with(b"/*"));
    let is_open = find_last(action, b"}}").is_none() && action.contains(&b'\n');
    (is_open && !is_comment).then(|| line_of(before, start))
}

/// The outermost block without an end: the word that opens it, and its line.
pub(super) fn open_block(text: &[u8]) -> Option<(String, usize)> {
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&text[at..], b"{{") {
        let start = at + found;
        at = start + 2;
        let inside = text[at..].strip_prefix(b"-").unwrap_or_else(|| &text[at..]);
        let word: Vec<u8> = inside
            .trim_ascii_start()
            .iter()
            .copied()
            .take_while(u8::is_ascii_lowercase)
            .collect();
        match word.as_slice() {
            b"if" | b"with" | b"range" | b"define" | b"block" => {
                let word = String::from_utf8_lossy(&word).into_owned();
                open.push((word, line_of(text, start)));
            }
            b"end" => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().next()
}

fn find_last(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(text, part)
}

fn line_of(text: &[u8], at: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text[..at]).count()
}

#[cfg(test)]
mod tests {
    use super::open_block;

    #[test]
    fn the_outermost_open_block_is_found() {
        let found = |text: &str| open_block(text.as_bytes());
        assert_eq!(found("{{ if a }}{{- end }}"), None);
        assert_eq!(
            found("a\n{{- if a }}\n{{ with b }}{{ else if c }}{{ end }}\n"),
            Some(("if".to_owned(), 2))
        );
    }
}

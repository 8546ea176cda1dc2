//! The part of an error message that another implementation has to say too.

/// Below this many characters, the last part of a message is too short to recognise it by.
const SHORTEST_CORE: usize = 10;

/// Whether the error text `got` carries the core messages of the error text `want`.
pub(crate) fn messages_agree(want: &[u8], got: &[u8]) -> bool {
    let got = squash(&String::from_utf8_lossy(got));
    cores(&String::from_utf8_lossy(want))
        .iter()
        .all(|core| got.contains(core.as_str()))
}

/// The last error of a standard error text, in one line.
pub(crate) fn last_error(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut line = squash(&error_lines(&text).join(" "));
    if let Some((cut, _)) = line.char_indices().nth(300) {
        line.truncate(cut);
    }
    line
}

/// From the last line that begins with `Error:` to the end, without hints; else the last line.
fn error_lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("Use --debug flag"))
        .collect();
    let start = lines
        .iter()
        .rposition(|line| strip_word(line, "error:").is_some())
        .unwrap_or_else(|| lines.len().saturating_sub(1));
    lines[start..].to_vec()
}

/// The cores of the first and the last line of an error.
fn cores(text: &str) -> Vec<String> {
    let lines = error_lines(text);
    let ends = match lines.as_slice() {
        [] => vec![],
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    ends.into_iter()
        .map(core)
        .filter(|core| !core.is_empty())
        .collect()
}

/// The shortest tail of a line, cut at `: `, that is long enough to recognise it by.
fn core(line: &str) -> String {
    let line = strip_word(line, "error:").unwrap_or(line).trim_start();
    let line = after_execution_place(line);
    let mut core = String::new();
    for part in line.rsplit(": ").filter(|part| !part.trim().is_empty()) {
        if core.chars().count() >= SHORTEST_CORE {
            break;
        }
        let joint = if core.is_empty() { "" } else { ": " };
        core = format!("{}{joint}{core}", part.trim());
    }
    squash(core.trim_end_matches(':'))
}

/// Cuts `execution error at (FILE:LINE:COLUMN): ` off.
fn after_execution_place(line: &str) -> &str {
    strip_word(line, "execution error at (")
        .and_then(|rest| rest.split_once("):"))
        .map_or(line, |(_, rest)| rest.trim_start())
}

/// The rest of a line that begins with a word, whatever its letter case.
fn strip_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let head = line.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &line[word.len()..])
}

/// White space as single spaces.
fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{cores, messages_agree};

    #[test]
    fn cores_are_the_recognisable_ends() {
        for (text, expected) in [
            ("", &[][..]),
            ("Error: a: bad\n", &["a: bad"]),
            (
                "level=x\nError: execution error at (c/t.yaml:1:2): name is required\n\nUse --debug flag to render out invalid YAML\n",
                &["name is required"],
            ),
            (
                "Error: c/t.yaml:1:2\n  at <x>:\n    wrong type for value\n",
                &["c/t.yaml:1:2", "wrong type for value"],
            ),
        ] {
            assert_eq!(cores(text), expected, "{text}");
        }
        assert!(messages_agree(
            b"Error: x: no  such template\n",
            b"error: no such template y"
        ));
        assert!(!messages_agree(b"Error: no such template", b"other"));
    }
}

use std::sync::{Mutex, PoisonError};

use http::HeaderMap;

/// More are dropped: a server that warns so often has said enough.
const MAX: usize = 200;

/// What the server warned of in its answers, until somebody asks.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Mutex<Vec<String>>);

impl Warnings {
    /// Takes the warnings out of the headers of an answer: RFC 9110, section 5.5 of its predecessor RFC 7234, with the
    /// code 299 that Kubernetes gives.
    pub(crate) fn note(&self, headers: &HeaderMap) {
        let given = headers.get_all(http::header::WARNING).into_iter();
        let texts: Vec<String> = given
            .filter_map(|value| parse(value.to_str().ok()?))
            .collect();
        if texts.is_empty() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX.saturating_sub(kept.len());
        kept.extend(texts.into_iter().take(room));
    }

    /// What came since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The text of `299 - "text"`, in which a backslash stands before quotes and backslashes.
fn parse(header: &str) -> Option<String> {
    let rest = header.trim().strip_prefix("299 ")?;
    let (_agent, quoted) = rest.split_once(' ')?;
    let mut letters = quoted.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read() {
        let cases = [
            (r#"299 - "old \"kind\"""#, Some(r#"old "kind""#)),
            (r#"299 - "a" "Mon, 01 Jan 2026 00:00:00 GMT""#, Some("a")),
            (r#"199 - "a""#, None),
            (r#"299 - "a"#, None),
            ("299", None),
        ];
        for (header, text) in cases {
            assert_eq!(parse(header).as_deref(), text, "{header}");
        }
    }
}

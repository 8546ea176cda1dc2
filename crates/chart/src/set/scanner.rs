/// A cursor over an expression.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// Text up to a stop character; `stop` is `None` when the expression ended first.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) stop: Option<char>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Skips bytes that another reader took from [`Self::rest`].
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Reads up to and with one of `stops`. With `escapes`, a backslash makes the next character plain; one at the
    /// very end is dropped.
    pub(super) fn word(&mut self, stops: &[char], escapes: bool) -> Word {
        let mut text = String::new();
        while let Some(c) = self.next() {
            if stops.contains(&c) {
                return Word {
                    text,
                    stop: Some(c),
                };
            }
            if escapes && c == '\\' {
                match self.next() {
                    Some(escaped) => text.push(escaped),
                    None => break,
                }
            } else {
                text.push(c);
            }
        }
        Word { text, stop: None }
    }

    /// Skips white space; a comma or the end after it means there is no value, and is skipped too.
    pub(super) fn empty_value(&mut self) -> bool {
        while let Some(c) = self.peek() {
            if c == ',' {
                self.next();
                return true;
            }
            if !c.is_whitespace() {
                return false;
            }
            self.next();
        }
        true
    }
}

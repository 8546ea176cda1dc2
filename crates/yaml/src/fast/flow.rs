//! Flow collections.

use super::lines::{count_spaces, line_end};
use super::reader::{MAX_KEY, Reader};
use super::{Doubt, Sink, Text};

/// Deeper nesting is left to the full parser.
const MAX_FLOW: usize = 50;

impl<'t, S: Sink<'t>> Reader<'t, S> {
    /// Reads the flow collection at the cursor.
    pub(super) fn flow(&mut self, depth: usize) -> Result<(), Doubt> {
        if depth > MAX_FLOW {
            return Err(Doubt);
        }
        let is_sequence = self.text[self.at] == b'[';
        let end = if is_sequence { b']' } else { b'}' };
        if is_sequence {
            self.sink.start_sequence()?;
        } else {
            self.sink.start_mapping()?;
        }
        self.at += 1;
        self.skip_white()?;
        while self.byte(self.at) != end {
            if !is_sequence {
                self.flow_key()?;
            }
            self.flow_node(depth)?;
            self.skip_white()?;
            match self.byte(self.at) {
                b',' => {
                    self.at += 1;
                    self.skip_white()?;
                }
                byte if byte == end => {}
                _ => return Err(Doubt),
            }
        }
        self.at += 1;
        if is_sequence {
            self.sink.end_sequence()
        } else {
            self.sink.end_mapping()
        }
    }

    fn skip_spaces(&mut self) {
        self.at += count_spaces(self.text, self.at);
    }

    /// Steps over spaces, line breaks and comments.
    fn skip_white(&mut self) -> Result<(), Doubt> {
        loop {
            self.skip_spaces();
            match self.text.get(self.at) {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.at = line_end(self.text, self.at),
                None | Some(b'\t') => return Err(Doubt),
                Some(byte) => {
                    let starts_line = self.text[self.at - 1] == b'\n';
                    // It may be a separator or a directive.
                    let is_doubtful = starts_line && matches!(byte, b'-' | b'.' | b'%');
                    return if is_doubtful { Err(Doubt) } else { Ok(()) };
                }
            }
        }
    }

    /// Whether plain text cannot go on after the line that ends at `at`.
    fn ends_with_line(&self, at: usize) -> bool {
        let next = at + 1 + count_spaces(self.text, (at + 1).min(self.text.len()));
        matches!(self.text.get(next), Some(b',' | b']' | b'}'))
    }

    fn flow_key(&mut self) -> Result<(), Doubt> {
        let start = self.at;
        let key = match self.byte(start) {
            b'"' | b'\'' => self.flow_quoted()?,
            _ => {
                let key = self.flow_plain()?;
                if self.byte(self.at + 1) != b' ' {
                    return Err(Doubt);
                }
                key
            }
        };
        self.skip_spaces();
        if self.byte(self.at) != b':' || self.at - start > MAX_KEY {
            return Err(Doubt);
        }
        self.sink.key(key)?;
        self.at += 1;
        self.skip_white()
    }

    fn flow_node(&mut self, depth: usize) -> Result<(), Doubt> {
        match self.byte(self.at) {
            b'[' | b'{' => self.flow(depth + 1),
            b'"' | b'\'' => {
                let text = self.flow_quoted()?;
                self.sink.scalar(text)
            }
            _ => {
                let text = self.flow_plain()?;
                if self.byte(self.at) == b':' {
                    return Err(Doubt);
                }
                self.sink.scalar(text)
            }
        }
    }

    fn flow_quoted(&mut self) -> Result<Text<'t>, Doubt> {
        let start = self.at;
        let text = self.quoted()?;
        if memchr::memchr(b'\n', &self.text[start..self.at]).is_some() {
            return Err(Doubt);
        }
        Ok(text)
    }

    /// Reads plain text up to a comma, a bracket or a colon with a space.
    fn flow_plain(&mut self) -> Result<Text<'t>, Doubt> {
        let start = self.at;
        let first = self.byte(start);
        let second = self.byte(start + 1);
        let starts = first.is_ascii_alphanumeric()
            || matches!(
                first,
                b'/' | b'.' | b'_' | b'$' | b'~' | b'+' | b'(' | b'=' | b'^' | b'\\'
            )
            || first == b'-' && (second.is_ascii_alphanumeric() || second == b'-')
            || first >= 0x80;
        if !starts {
            return Err(Doubt);
        }
        let mut at = start;
        loop {
            match self.byte(at) {
                b',' | b']' | b'}' => break,
                b':' if matches!(self.byte(at + 1), b' ') => break,
                b'\n' if self.ends_with_line(at) => break,
                b'#' if self.byte(at - 1) == b' ' => break,
                b'[' | b'{' | b'?' | b'\n' | b'\t' => return Err(Doubt),
                b':' if self.byte(at + 1) == b'\t' || self.byte(at + 1) == b'\n' => {
                    return Err(Doubt);
                }
                _ => at += 1,
            }
        }
        self.at = at;
        let mut end = at;
        while end > start && self.text[end - 1] == b' ' {
            end -= 1;
        }
        Ok(Text::Plain(&self.text[start..end]))
    }
}

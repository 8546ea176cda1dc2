use super::string::quoted_char;

/// What is wrong with a document and in which line; the key is added by the parser.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) line: i64,
    pub(super) message: String,
}

/// Reads the characters of a document. Where the library counts a line too few or too many, so does this.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    pub(super) position: usize,
    pub(super) line: i64,
    /// Whether the end was read and not put back.
    at_end: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            position: 0,
            line: 1,
            at_end: false,
        }
    }

    /// The next character; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<char>, Fault> {
        let Some(&byte) = self.text.get(self.position) else {
            self.at_end = true;
            return Ok(None);
        };
        if byte == b'\n' {
            self.line += 1;
        }
        let head = &self.text[self.position..self.text.len().min(self.position + 4)];
        let valid = std::str::from_utf8(head)
            .or_else(|error| std::str::from_utf8(&head[..error.valid_up_to()]));
        let Some(c) = valid.ok().and_then(|valid| valid.chars().next()) else {
            return Err(self.fault_here(format!("invalid UTF-8 byte: {byte:#04x}")));
        };
        let lone_return = c == '\r' && self.text.get(self.position + 1) != Some(&b'\n');
        if is_control(c) || lone_return {
            let code = u32::from(c);
            return Err(self.fault_here(format!(
                "TOML files cannot contain control characters: '{code:#04x}'"
            )));
        }
        self.position += c.len_utf8();
        Ok(Some(c))
    }

    /// Puts the last character back.
    pub(super) fn back(&mut self) {
        if self.at_end {
            self.at_end = false;
            return;
        }
        let mut position = self.position.saturating_sub(1);
        while position > 0 && self.text[position] & 0xc0 == 0x80 {
            position -= 1;
        }
        self.position = position;
        if self.text.get(position) == Some(&b'\n') {
            self.line -= 1;
        }
    }

    pub(super) fn peek(&mut self) -> Result<Option<char>, Fault> {
        let c = self.next()?;
        self.back();
        Ok(c)
    }

    /// Takes the next character if it is `wanted`.
    pub(super) fn accept(&mut self, wanted: char) -> Result<bool, Fault> {
        if self.next()? == Some(wanted) {
            return Ok(true);
        }
        self.back();
        Ok(false)
    }

    /// Takes characters as long as `accept` holds.
    pub(super) fn skip(&mut self, accept: fn(char) -> bool) -> Result<(), Fault> {
        while self.next()?.is_some_and(accept) {}
        self.back();
        Ok(())
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> &'t [u8] {
        &self.text[start.min(self.position)..self.position]
    }

    fn fault_here(&self, message: String) -> Fault {
        Fault {
            line: self.line,
            message,
        }
    }

    /// A fault; one at the end of a line belongs to that line.
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        let after_newline = self.position >= 1 && self.text[self.position - 1] == b'\n';
        let line = self.line - i64::from(self.at_end && after_newline);
        Fault {
            line,
            message: message.into(),
        }
    }

    /// A fault in the line before.
    pub(super) fn fault_before(&self, message: impl Into<String>) -> Fault {
        Fault {
            line: self.line - 1,
            message: message.into(),
        }
    }

    /// A fault; one at the end of the document counts for the line before.
    pub(super) fn fault_or_before(&self, message: impl Into<String>) -> Fault {
        Fault {
            line: self.line - i64::from(self.at_end),
            message: message.into(),
        }
    }

    /// A fault about the character that was found in place of what is expected.
    pub(super) fn unexpected(&self, expected: &str, found: Option<char>, rest: &str) -> Fault {
        self.fault(format!("{expected} {}{rest}", quoted_char(found)))
    }
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

pub(super) fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f')
}

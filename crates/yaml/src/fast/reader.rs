//! Block structure: lines, indentation, keys and dashes.

use super::lines::{count_spaces, is_ordinary, line_end};
use super::scalar::Stop;
use super::{Doubt, Sink, Text};

/// Deeper documents are left to the full parser.
const MAX_LEVELS: usize = 200;

/// Keys may be a little longer, but then characters have to be counted.
pub(super) const MAX_KEY: usize = 1_000;

#[derive(Clone, Copy, Debug)]
struct Level {
    indent: usize,
    is_sequence: bool,
}

pub(super) struct Reader<'t, S> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
    pub(super) sink: S,
    levels: Vec<Level>,
    /// Whether the last key, dash, or the document itself still has no value.
    pending: bool,
    /// The indentation of the line at the cursor, when it is already known; the line is neither empty nor a
    /// comment.
    pub(super) known_indent: Option<usize>,
}

/// Reads the first document of `text` into `sink`.
pub(super) fn read<'t, S: Sink<'t>>(text: &'t [u8], sink: S) -> Result<S, Doubt> {
    if !is_ordinary(text) {
        return Err(Doubt);
    }
    let mut reader = Reader {
        text,
        at: 0,
        sink,
        levels: Vec::with_capacity(16),
        pending: true,
        known_indent: None,
    };
    reader.document()?;
    Ok(reader.sink)
}

impl<'t, S: Sink<'t>> Reader<'t, S> {
    fn document(&mut self) -> Result<(), Doubt> {
        let mut indent = self.next_line()?;
        if indent == Some(0) && self.is_separator()? {
            self.at += 3;
            self.end_line()?;
            indent = self.next_line()?;
        }
        while let Some(column) = indent {
            if column == 0 && self.is_separator()? {
                break;
            }
            self.line(column)?;
            indent = self.next_line()?;
        }
        while !self.levels.is_empty() {
            self.close()?;
        }
        self.settle();
        Ok(())
    }

    /// Steps over empty lines and comments; the indentation of the next line, `None` at the end.
    fn next_line(&mut self) -> Result<Option<usize>, Doubt> {
        if let Some(indent) = self.known_indent.take() {
            self.at += indent;
            return Ok(Some(indent));
        }
        loop {
            let indent = count_spaces(self.text, self.at);
            let start = self.at + indent;
            match self.text.get(start) {
                None => return Ok(None),
                Some(b'\n') => self.at = start + 1,
                Some(b'#') => self.at = (line_end(self.text, start) + 1).min(self.text.len()),
                Some(b'\t') => return Err(Doubt),
                Some(_) => {
                    self.at = start;
                    return Ok(Some(indent));
                }
            }
        }
    }

    /// Whether a `---` line begins at the cursor.
    fn is_separator(&self) -> Result<bool, Doubt> {
        let rest = &self.text[self.at..];
        if rest.starts_with(b"...") || rest[0] == b'%' {
            return Err(Doubt);
        }
        Ok(rest.starts_with(b"---") && matches!(rest.get(3), None | Some(b' ' | b'\n' | b'\t')))
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(b'\n')
    }

    /// Steps over the rest of the line, which has to be empty or a comment.
    pub(super) fn end_line(&mut self) -> Result<(), Doubt> {
        self.at += count_spaces(self.text, self.at);
        match self.text.get(self.at) {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'#') => self.at = (line_end(self.text, self.at) + 1).min(self.text.len()),
            Some(_) => return Err(Doubt),
        }
        Ok(())
    }

    /// Gives the last key or dash the value null when it got none.
    fn settle(&mut self) {
        if self.pending {
            self.sink.null();
            self.pending = false;
        }
    }

    fn close(&mut self) -> Result<(), Doubt> {
        self.settle();
        match self.levels.pop() {
            Some(Level {
                is_sequence: true, ..
            }) => self.sink.end_sequence(),
            Some(_) => self.sink.end_mapping(),
            None => Ok(()),
        }
    }

    fn open(&mut self, indent: usize, is_sequence: bool) -> Result<(), Doubt> {
        if self.levels.len() == MAX_LEVELS {
            return Err(Doubt);
        }
        if is_sequence {
            self.sink.start_sequence()?;
        } else {
            self.sink.start_mapping()?;
        }
        self.levels.push(Level {
            indent,
            is_sequence,
        });
        Ok(())
    }

    /// The indentation of the innermost collection; -1 outside of all.
    pub(super) fn indent(&self) -> isize {
        self.levels
            .last()
            .map_or(-1, |level| level.indent.cast_signed())
    }

    fn is_dash(&self) -> bool {
        self.text[self.at] == b'-' && matches!(self.byte(self.at + 1), b' ' | b'\n')
    }

    /// Reads a line whose content begins at the cursor, in column `column`.
    fn line(&mut self, column: usize) -> Result<(), Doubt> {
        let dash = self.is_dash();
        while let Some(level) = self.levels.last() {
            let is_over =
                level.indent > column || level.indent == column && level.is_sequence && !dash;
            if !is_over {
                break;
            }
            self.close()?;
        }
        match self.levels.last() {
            Some(level) if level.indent == column => match (level.is_sequence, dash) {
                (true, _) => {
                    self.settle();
                    self.node(column)
                }
                (false, false) => {
                    self.settle();
                    self.entry()
                }
                // A sequence may stand at the indentation of the mapping around it.
                (false, true) if self.pending => {
                    self.open(column, true)?;
                    self.node(column)
                }
                (false, true) => Err(Doubt),
            },
            _ if self.pending => self.node(column),
            _ => Err(Doubt),
        }
    }

    /// Reads a node that begins at the cursor, in column `column`.
    fn node(&mut self, mut column: usize) -> Result<(), Doubt> {
        while self.is_dash() {
            let is_open = self
                .levels
                .last()
                .is_some_and(|level| level.is_sequence && level.indent == column);
            if !is_open {
                self.open(column, true)?;
            }
            let spaces = count_spaces(self.text, self.at + 1);
            self.at += 1 + spaces;
            column += 1 + spaces;
            if matches!(self.byte(self.at), b'\n' | b'#') {
                self.pending = true;
                return self.end_line();
            }
        }
        self.pending = false;
        let start = self.at;
        match self.text[start] {
            b'"' | b'\'' => {
                let text = self.quoted()?;
                if self.is_colon() {
                    self.open(column, false)?;
                    return self.key(start, text);
                }
                self.sink.scalar(text)?;
                self.end_line()
            }
            b'[' | b'{' | b'|' | b'>' => self.value(),
            _ => {
                let (end, stop) = self.scan_plain(start)?;
                if let Stop::Colon(colon) = stop {
                    self.open(column, false)?;
                    self.at = colon;
                    return self.key(start, Text::Plain(&self.text[start..end]));
                }
                self.plain(start, end, stop)
            }
        }
    }

    /// Reads a key of the current mapping and its value.
    fn entry(&mut self) -> Result<(), Doubt> {
        let start = self.at;
        if matches!(self.text[start], b'"' | b'\'') {
            let text = self.quoted()?;
            if !self.is_colon() {
                return Err(Doubt);
            }
            return self.key(start, text);
        }
        match self.scan_plain(start)? {
            (end, Stop::Colon(colon)) => {
                self.at = colon;
                self.key(start, Text::Plain(&self.text[start..end]))
            }
            _ => Err(Doubt),
        }
    }

    /// Whether a colon that ends a key stands at the cursor, perhaps after spaces, which it steps over.
    fn is_colon(&mut self) -> bool {
        let at = self.at + count_spaces(self.text, self.at);
        let found = self.byte(at) == b':' && matches!(self.byte(at + 1), b' ' | b'\n');
        if found {
            self.at = at;
        }
        found
    }

    /// Reports a key that began at `start`; the cursor is at its colon.
    fn key(&mut self, start: usize, key: Text<'t>) -> Result<(), Doubt> {
        let is_broken = match key {
            Text::Single(text) | Text::Double(text) => memchr::memchr(b'\n', text).is_some(),
            _ => false,
        };
        if is_broken || self.at - start > MAX_KEY {
            return Err(Doubt);
        }
        self.sink.key(key)?;
        self.at += 1;
        self.at += count_spaces(self.text, self.at);
        if matches!(self.byte(self.at), b'\n' | b'#') {
            self.pending = true;
            return self.end_line();
        }
        self.value()
    }

    /// Reads a value that stands on the line of its key, or anything that cannot be a key.
    fn value(&mut self) -> Result<(), Doubt> {
        let start = self.at;
        match self.text[start] {
            b'"' | b'\'' => {
                let text = self.quoted()?;
                self.sink.scalar(text)?;
                self.end_line()
            }
            b'[' | b'{' => {
                self.flow(0)?;
                self.end_line()
            }
            b'|' | b'>' => self.block(),
            b'&' => {
                let anchor = self.anchor_name()?;
                // Only of scalars on the same line: the full parser knows the others.
                if b"\n#[{|>&*".contains(&self.byte(self.at)) {
                    return Err(Doubt);
                }
                self.value()?;
                self.sink.anchor(anchor)
            }
            b'*' => {
                let anchor = self.anchor_name()?;
                self.sink.alias(anchor)?;
                self.end_line()
            }
            _ if self.is_dash() => Err(Doubt),
            _ => {
                let (end, stop) = self.scan_plain(start)?;
                self.plain(start, end, stop)
            }
        }
    }

    /// Reads the name of an anchor or alias at the cursor, and the spaces behind it.
    fn anchor_name(&mut self) -> Result<&'t [u8], Doubt> {
        let start = self.at + 1;
        let rest = &self.text[start..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = rest
            .iter()
            .position(|byte| !is_part(byte))
            .unwrap_or(rest.len());
        self.at = start + length;
        if length == 0 || !matches!(self.byte(self.at), b' ' | b'\n') {
            return Err(Doubt);
        }
        self.at += count_spaces(self.text, self.at);
        Ok(&rest[..length])
    }
}

//! The emitter's output and its idea of where it is on the line.

/// Which of go-yaml's emitters is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Version 2: lines are folded at 80 characters, sequences in mappings are not indented.
    Compact,
    /// Version 3: nothing is folded, sequences in mappings are indented.
    Pretty,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Root,
    Item,
    /// A key, written as `key:` or after `?`.
    SimpleKey,
    ComplexKey,
    Value,
}

/// How much deeper each level is.
pub(super) const INDENT: usize = 2;

#[derive(Debug)]
pub(super) struct Writer {
    pub(super) out: Vec<u8>,
    pub(super) dialect: Dialect,
    /// The column in characters.
    pub(super) column: usize,
    /// Whether the last thing written was white space.
    pub(super) whitespace: bool,
    /// Whether only indentation and indicators of block collections were written on this line.
    pub(super) indention: bool,
    /// The indentation of the current collection; `None` outside of all.
    pub(super) indent: Option<usize>,
    /// Whether strings were checked for what the way through JSON does to them.
    pub(super) checked: bool,
}

impl Writer {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            out: Vec::with_capacity(256),
            dialect,
            column: 0,
            whitespace: true,
            indention: true,
            indent: None,
            checked: dialect == Dialect::Pretty,
        }
    }

    /// The column after which lines are folded.
    pub(super) fn width(&self) -> usize {
        match self.dialect {
            Dialect::Compact => 80,
            Dialect::Pretty => usize::MAX,
        }
    }

    pub(super) fn put(&mut self, byte: u8) {
        self.out.push(byte);
        self.column += 1;
    }

    /// Writes text without line breaks.
    pub(super) fn put_text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        // Characters are counted by the bytes that are not in the middle of one.
        self.column += if text.is_ascii() {
            text.len()
        } else {
            text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
        };
    }

    pub(super) fn put_break(&mut self) {
        self.out.push(b'\n');
        self.column = 0;
    }

    /// Begins a new line unless this one is still empty, and indents.
    pub(super) fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || self.column == indent && !self.whitespace {
            self.put_break();
        }
        if self.column < indent {
            self.out.resize(self.out.len() + indent - self.column, b' ');
            self.column = indent;
        }
        self.whitespace = true;
        self.indention = true;
    }

    /// Writes `-`, `?` or `:` of a block collection, which count as indentation.
    pub(super) fn write_block_indicator(&mut self, indicator: u8) {
        self.separate();
        self.put(indicator);
        self.whitespace = false;
    }

    /// Writes other punctuation.
    pub(super) fn write_indicator(&mut self, indicator: &[u8]) {
        self.out.extend_from_slice(indicator);
        self.column += indicator.len();
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes a space unless there is white space.
    pub(super) fn separate(&mut self) {
        if !self.whitespace {
            self.put(b' ');
        }
    }

    /// Runs `body` one level deeper. Scalars at the root are treated as if they were inside something.
    pub(super) fn indented<E>(
        &mut self,
        from_root: usize,
        body: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let outer = self.indent;
        self.indent = Some(outer.map_or(from_root, |indent| indent + INDENT));
        let result = body(self);
        self.indent = outer;
        result
    }

    /// Writes a sequence; `item` writes the element it is given.
    pub(super) fn sequence<T, E>(
        &mut self,
        items: &[T],
        place: Place,
        item: impl Fn(&mut Self, &T) -> Result<(), E>,
    ) -> Result<(), E> {
        if items.is_empty() {
            self.separate();
            self.write_indicator(b"[]");
            return Ok(());
        }
        let outer = self.indent;
        let in_mapping = matches!(place, Place::Value | Place::ComplexKey);
        let stays = self.dialect == Dialect::Compact && in_mapping && !self.indention;
        self.indent = match outer {
            None => Some(0),
            Some(indent) if stays => Some(indent),
            Some(indent) => Some(indent + INDENT),
        };
        for element in items {
            self.write_indent();
            self.write_block_indicator(b'-');
            item(self, element)?;
        }
        self.indent = outer;
        Ok(())
    }

    /// Writes a mapping whose keys are in order; `value` writes the value it is given.
    pub(super) fn mapping<T, E>(
        &mut self,
        entries: &[(&[u8], T)],
        value: impl Fn(&mut Self, &T) -> Result<(), E>,
    ) -> Result<(), E>
    where
        E: From<super::error::Stop>,
    {
        if entries.is_empty() {
            self.separate();
            self.write_indicator(b"{}");
            return Ok(());
        }
        self.indented(0, |writer| {
            for (key, element) in entries {
                writer.write_indent();
                if writer.write_key(key)? {
                    writer.write_indicator(b":");
                } else {
                    writer.write_indent();
                    writer.write_block_indicator(b':');
                }
                value(writer, element)?;
            }
            Ok(())
        })
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.write_indent();
        self.out
    }
}

//! Writing scalars in the styles they had, with comments around them.

use super::analysis::{Analysis, analyze, is_break_at};
use super::writer::{Dialect, INDENT, Place, Writer};

/// The style a scalar had; it is kept where its place allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// A writer for documents whose styles and comments are known.
#[derive(Debug)]
pub(crate) struct StyledWriter {
    inner: Writer,
    /// How many brackets are open.
    flow: usize,
}

impl StyledWriter {
    pub(crate) fn new() -> Self {
        Self {
            inner: Writer::new(Dialect::Pretty),
            flow: 0,
        }
    }

    pub(crate) fn in_flow(&self) -> bool {
        self.flow > 0
    }

    /// Whether what is written belongs to the outermost collection.
    pub(crate) fn is_outermost(&self) -> bool {
        self.inner.indent == Some(0)
    }

    pub(crate) fn new_line(&mut self) {
        self.inner.write_indent();
    }

    pub(crate) fn block_indicator(&mut self, indicator: u8) {
        self.inner.write_block_indicator(indicator);
    }

    pub(crate) fn colon(&mut self) {
        self.inner.write_indicator(b":");
    }

    pub(crate) fn word(&mut self, word: &[u8]) {
        self.inner.write_word(word);
    }

    /// Begins the entries of a block sequence; gives back what [`leave`](Self::leave) needs.
    pub(crate) fn enter_sequence(&mut self, place: Place) -> Option<usize> {
        let outer = self.inner.indent;
        let in_mapping = matches!(place, Place::Value | Place::ComplexKey);
        self.inner.indent = match outer {
            None => Some(0),
            Some(indent) if in_mapping && !self.inner.indention => Some(indent),
            Some(indent) => Some(indent + INDENT),
        };
        outer
    }

    /// Begins the entries of a block mapping.
    pub(crate) fn enter_mapping(&mut self) -> Option<usize> {
        let outer = self.inner.indent;
        self.inner.indent = Some(outer.map_or(0, |indent| indent + INDENT));
        outer
    }

    pub(crate) fn leave(&mut self, outer: Option<usize>) {
        self.inner.indent = outer;
    }

    /// Writes a collection in brackets.
    pub(crate) fn flow(&mut self, open: &[u8], entries: impl FnOnce(&mut Self), close: &[u8]) {
        self.inner.separate();
        self.inner.write_indicator(open);
        self.inner.whitespace = true;
        self.flow += 1;
        entries(self);
        self.flow -= 1;
        self.inner.write_indicator(close);
    }

    /// What stands before the entry of this number in brackets.
    pub(crate) fn flow_separator(&mut self, at: usize) {
        if at > 0 {
            self.inner.write_indicator(b",");
            self.inner.separate();
            self.inner.whitespace = true;
        }
    }

    /// Writes a comment on the line that has begun.
    pub(crate) fn comment(&mut self, text: &[u8]) {
        self.inner.put_text(text);
        self.inner.whitespace = false;
        self.inner.indention = false;
    }

    /// Writes a comment behind what is on the line.
    pub(crate) fn line_comment(&mut self, text: &[u8]) {
        if self.inner.column == 0 {
            // A block scalar has ended its line already.
            return;
        }
        self.inner.put(b' ');
        self.comment(text);
    }

    /// Ends the line and leaves one empty.
    pub(crate) fn blank_line(&mut self) {
        if self.inner.column > 0 {
            self.inner.put_break();
        }
        self.inner.put_break();
        self.inner.whitespace = true;
        self.inner.indention = true;
    }

    /// Writes a scalar.
    pub(crate) fn scalar(&mut self, text: &[u8], wanted: Wanted, place: Place) {
        let analysis = analyze(text, Dialect::Pretty);
        let is_key = place == Place::SimpleKey;
        let style = self.style(text, (analysis, wanted), is_key);
        let writer = &mut self.inner;
        let outer = writer.indent;
        writer.indent = Some(outer.map_or(INDENT, |indent| indent + INDENT));
        let may_fold = !is_key;
        match style {
            Wanted::Plain if text.is_empty() => {}
            Wanted::Plain => writer.write_plain(text, may_fold),
            Wanted::Single => writer.write_single_quoted(text, may_fold),
            Wanted::Double => writer.write_double_quoted(text, may_fold),
            Wanted::Literal if text.is_empty() => writer.write_word(b"|-"),
            Wanted::Folded if text.is_empty() => writer.write_word(b">-"),
            Wanted::Literal => writer.write_literal(text),
            Wanted::Folded => writer.write_folded(text),
        }
        writer.indent = outer;
    }

    fn style(&self, text: &[u8], (analysis, wanted): (Analysis, Wanted), is_key: bool) -> Wanted {
        let mut style = match wanted {
            Wanted::Plain if analysis.line_feed => Wanted::Literal,
            wanted => wanted,
        };
        if is_key && analysis.multiline {
            style = Wanted::Double;
        }
        let is_block = matches!(style, Wanted::Literal | Wanted::Folded);
        if style == Wanted::Plain && !text.is_empty() && !analysis.plain {
            style = Wanted::Single;
        }
        if style == Wanted::Single && !analysis.single_quoted
            || is_block && (!analysis.literal || is_key || self.in_flow())
        {
            style = Wanted::Double;
        }
        style
    }

    /// Ends the document.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.inner.finish()
    }
}

impl Writer {
    fn write_folded(&mut self, text: &[u8]) {
        self.write_block_head(b">", text);
        let mut breaks = true;
        let mut leading_spaces = true;
        let mut at = 0;
        while at < text.len() {
            if is_break_at(text, at) {
                if !breaks && !leading_spaces && text[at] == b'\n' && !blank_follows(text, at) {
                    self.put_break();
                }
                at = self.copy_break(text, at);
                self.indention = true;
                breaks = true;
                continue;
            }
            if breaks {
                self.write_indent();
                leading_spaces = matches!(text[at], b' ' | b'\t');
            }
            at = self.copy_line(text, at);
            self.indention = false;
            breaks = false;
        }
    }
}

/// Whether the line after the line breaks at `at` begins with white space.
fn blank_follows(text: &[u8], at: usize) -> bool {
    let breaks = text[at..].iter().take_while(|&&byte| byte == b'\n').count();
    matches!(text.get(at + breaks), Some(b' ' | b'\t'))
}

//! Choosing a style for a string and writing it.

use std::borrow::Cow;

use super::analysis::{Analysis, analyze, classify, is_break_at};
use super::error::Stop;
use super::writer::{Dialect, Place, Writer};
use crate::base64;
use crate::resolve::{Meaning, is_base60, resolve};

/// The longest key that is written without `?`, in bytes.
const MAX_SIMPLE_KEY: usize = 128;

/// The longest key for which the way through JSON text cannot make a difference: JSON may write six bytes for
/// one, and YAML allows 1,024 characters.
const MAX_ORDINARY_KEY: usize = 170;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

impl Writer {
    /// Writes a key; tells whether it is a simple one.
    pub(super) fn write_key(&mut self, key: &[u8]) -> Result<bool, Stop> {
        if !self.checked && key.len() > MAX_ORDINARY_KEY {
            return Err(Stop::Detour);
        }
        let (text, is_binary) = self.encodable(key);
        let analysis = self.analyze(&text)?;
        let is_simple = !analysis.multiline && text.len() <= MAX_SIMPLE_KEY;
        let place = if is_simple {
            Place::SimpleKey
        } else {
            self.write_block_indicator(b'?');
            Place::ComplexKey
        };
        self.write_analyzed(&text, analysis, is_binary, place);
        Ok(is_simple)
    }

    /// Writes a string.
    pub(super) fn write_string(&mut self, text: &[u8], place: Place) -> Result<(), Stop> {
        let (text, is_binary) = self.encodable(text);
        let analysis = self.analyze(&text)?;
        self.write_analyzed(&text, analysis, is_binary, place);
        Ok(())
    }

    /// Writes the text of a number, boolean or null.
    pub(super) fn write_word(&mut self, word: &[u8]) {
        self.separate();
        self.write_indicator(word);
    }

    /// The string as UTF-8: bytes that are not become U+FFFD on the way through JSON, without that the whole
    /// string is written as base64.
    fn encodable<'a>(&self, text: &'a [u8]) -> (Cow<'a, [u8]>, bool) {
        if text.is_ascii() || std::str::from_utf8(text).is_ok() {
            return (Cow::Borrowed(text), false);
        }
        match self.dialect {
            Dialect::Compact => (Cow::Owned(crate::json::replace_invalid(text)), false),
            Dialect::Pretty => (Cow::Owned(base64::encode_lines(text)), true),
        }
    }

    fn analyze(&self, text: &[u8]) -> Result<Analysis, Stop> {
        let analysis = analyze(text, self.dialect);
        if analysis.exotic && !self.checked {
            return Err(Stop::Detour);
        }
        Ok(analysis)
    }

    fn write_analyzed(&mut self, text: &[u8], analysis: Analysis, is_binary: bool, place: Place) {
        if is_binary {
            self.separate();
            self.write_indicator(b"!!binary");
        }
        let style = choose_style(text, analysis, is_binary, place);
        let outer = self.indent;
        self.indent = Some(outer.map_or(super::writer::INDENT, |indent| {
            indent + super::writer::INDENT
        }));
        let may_fold = place != Place::SimpleKey;
        match style {
            Style::Plain => self.write_plain(text, may_fold),
            Style::Single => self.write_single_quoted(text, may_fold),
            Style::Double => self.write_double_quoted(text, may_fold),
            Style::Literal => self.write_literal(text),
        }
        self.indent = outer;
    }

    /// Writes the line break at `at`; returns where the next character begins.
    pub(super) fn copy_break(&mut self, text: &[u8], at: usize) -> usize {
        if text[at] == b'\n' {
            self.put_break();
            return at + 1;
        }
        let end = (at + classify(&text[at..]).0).min(text.len());
        self.out.extend_from_slice(&text[at..end]);
        self.column = 0;
        end
    }

    pub(super) fn write_plain(&mut self, text: &[u8], may_fold: bool) {
        self.separate();
        self.write_folding(text, may_fold, Style::Plain);
        self.whitespace = false;
        self.indention = false;
    }

    pub(super) fn write_single_quoted(&mut self, text: &[u8], may_fold: bool) {
        self.separate();
        self.write_indicator(b"'");
        self.write_folding(text, may_fold, Style::Single);
        self.write_indicator(b"'");
    }

    /// Writes words, folding at the first single space after the line's width; doubles single quotes.
    fn write_folding(&mut self, text: &[u8], may_fold: bool, style: Style) {
        let fits = !may_fold || self.column + text.len() <= self.width();
        if fits && style == Style::Plain {
            self.put_text(text);
            return;
        }
        let mut spaces = false;
        let mut breaks = false;
        let mut at = 0;
        while at < text.len() {
            if text[at] == b' ' {
                let inside = at > 0 && at + 1 < text.len() && text[at + 1] != b' ';
                if may_fold && !spaces && self.column > self.width() && inside {
                    self.write_indent();
                } else {
                    self.put(b' ');
                }
                at += 1;
                spaces = true;
            } else if is_break_at(text, at) {
                if !breaks && text[at] == b'\n' {
                    self.put_break();
                }
                at = self.copy_break(text, at);
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                at = self.copy_word(text, at, style);
                self.indention = false;
                spaces = false;
                breaks = false;
            }
        }
    }

    /// Writes what begins at `from` up to a space or line break.
    fn copy_word(&mut self, text: &[u8], from: usize, style: Style) -> usize {
        let mut at = from;
        while at < text.len() && text[at] != b' ' && !is_break_at(text, at) {
            if style == Style::Single && text[at] == b'\'' {
                self.put_text(&text[from..=at]);
                self.put(b'\'');
                return at + 1;
            }
            at += 1;
        }
        self.put_text(&text[from..at]);
        at
    }

    /// Writes the line that begins a block scalar.
    pub(super) fn write_block_head(&mut self, indicator: &[u8], text: &[u8]) {
        self.separate();
        self.write_indicator(indicator);
        if text[0] == b' ' || is_break_at(text, 0) {
            self.write_indicator(b"2");
        }
        self.write_indicator(chomping(text));
        self.put_break();
        self.indention = true;
        self.whitespace = true;
    }

    pub(super) fn write_literal(&mut self, text: &[u8]) {
        self.write_block_head(b"|", text);
        let mut breaks = true;
        let mut at = 0;
        while at < text.len() {
            if is_break_at(text, at) {
                at = self.copy_break(text, at);
                self.indention = true;
                breaks = true;
                continue;
            }
            if breaks {
                self.write_indent();
            }
            at = self.copy_line(text, at);
            self.indention = false;
            breaks = false;
        }
    }

    /// Copies up to the next line break.
    pub(super) fn copy_line(&mut self, text: &[u8], from: usize) -> usize {
        let mut at = from;
        while at < text.len() && !is_break_at(text, at) {
            at += 1;
        }
        self.out.extend_from_slice(&text[from..at]);
        self.column += 1;
        at
    }
}

fn choose_style(text: &[u8], analysis: Analysis, is_binary: bool, place: Place) -> Style {
    let is_key = place == Place::SimpleKey;
    let mut style = if analysis.line_feed {
        Style::Literal
    } else if is_binary || resolve(text, true) == Meaning::Str && !is_base60(text) {
        Style::Plain
    } else {
        Style::Double
    };
    if is_key && analysis.multiline {
        style = Style::Double;
    }
    if style == Style::Plain && (!analysis.plain || text.is_empty() && is_key) {
        style = Style::Single;
    }
    if style == Style::Single && !analysis.single_quoted
        || style == Style::Literal && (!analysis.literal || is_key)
    {
        style = Style::Double;
    }
    style
}

/// The indicator that tells how many line breaks are at the end.
fn chomping(text: &[u8]) -> &'static [u8] {
    let Some(last) = last_char(text) else {
        return b"-";
    };
    if !is_break_at(text, last) {
        return b"-";
    }
    match last_char(&text[..last]) {
        Some(before) if !is_break_at(text, before) => b"",
        _ => b"+",
    }
}

/// Where the last character begins.
fn last_char(text: &[u8]) -> Option<usize> {
    text.iter().rposition(|byte| byte & 0xC0 != 0x80)
}

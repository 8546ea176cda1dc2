//! Scalars in block collections.

use super::lines::{count_spaces, line_end};
use super::reader::Reader;
use super::text::Block;
use super::{Doubt, Sink, Text};
use crate::scanner::escape_len;

/// What ended a stretch of plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A colon that makes it a key, and where.
    Colon(usize),
    /// The line break, or the end of the text.
    Line(usize),
    Comment,
}

/// Bytes that may end plain text, and the tab.
const fn stops() -> [bool; 256] {
    let mut table = [false; 256];
    table[b'\n' as usize] = true;
    table[b'\t' as usize] = true;
    table[b':' as usize] = true;
    table[b'#' as usize] = true;
    table
}

const STOPS: [bool; 256] = stops();

impl<'t, S: Sink<'t>> Reader<'t, S> {
    /// Finds the end of plain text that begins at `start`: where the text ends, and why.
    #[inline]
    pub(super) fn scan_plain(&self, start: usize) -> Result<(usize, Stop), Doubt> {
        match self.text[start] {
            b'-' | b':' | b'?' if !matches!(self.byte(start + 1), b' ' | b'\n' | b'\t') => {}
            b'-' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!'
            | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => return Err(Doubt),
            _ => {}
        }
        self.scan_plain_rest(start)
    }

    /// The same inside a scalar, where every first character will do.
    #[inline]
    fn scan_plain_rest(&self, start: usize) -> Result<(usize, Stop), Doubt> {
        let text = self.text;
        let mut at = start;
        let stop = loop {
            match text[at..].iter().position(|&byte| STOPS[byte as usize]) {
                None => {
                    at = text.len();
                    break Stop::Line(at);
                }
                Some(len) => at += len,
            }
            match text[at] {
                b'\n' => break Stop::Line(at),
                b':' if matches!(self.byte(at + 1), b' ' | b'\n' | b'\t') => break Stop::Colon(at),
                b'#' if text[at - 1] == b' ' => break Stop::Comment,
                b'\t' => return Err(Doubt),
                _ => at += 1,
            }
        };
        let mut end = at;
        while end > start && text[end - 1] == b' ' {
            end -= 1;
        }
        match stop {
            Stop::Colon(colon) if self.byte(colon + 1) == b'\t' => Err(Doubt),
            _ => Ok((end, stop)),
        }
    }

    /// Reports a plain scalar whose first line was found, with the lines that continue it.
    pub(super) fn plain(
        &mut self,
        start: usize,
        mut end: usize,
        mut stop: Stop,
    ) -> Result<(), Doubt> {
        let mut is_folded = false;
        loop {
            match stop {
                Stop::Colon(_) => return Err(Doubt),
                Stop::Comment => {
                    self.at = end;
                    break;
                }
                Stop::Line(at) => {
                    self.at = (at + 1).min(self.text.len());
                    let Some(next) = self.continuation()? else {
                        break;
                    };
                    is_folded = true;
                    (end, stop) = self.scan_plain_rest(next)?;
                }
            }
        }
        let text = &self.text[start..end];
        self.sink.scalar(if is_folded {
            Text::PlainLines(text)
        } else {
            Text::Plain(text)
        })?;
        if stop == Stop::Comment {
            self.end_line()
        } else {
            Ok(())
        }
    }

    /// Where the plain scalar that ended with the line before the cursor goes on.
    fn continuation(&mut self) -> Result<Option<usize>, Doubt> {
        let mut line = self.at;
        loop {
            let indent = count_spaces(self.text, line);
            let start = line + indent;
            match self.text.get(start) {
                None | Some(b'#') => return Ok(None),
                Some(b'\n') => line = start + 1,
                Some(b'\t') => return Err(Doubt),
                Some(_) if indent.cast_signed() <= self.indent() => {
                    self.at = line;
                    self.known_indent = Some(indent);
                    return Ok(None);
                }
                Some(_) if self.indent() < 0 => return Err(Doubt),
                Some(_) => return Ok(Some(start)),
            }
        }
    }

    /// Reads a quoted scalar at the cursor.
    pub(super) fn quoted(&mut self) -> Result<Text<'t>, Doubt> {
        let start = self.at + 1;
        match self.text[self.at] {
            b'\'' => self.single_quoted(start),
            _ => self.double_quoted(start),
        }
    }

    fn single_quoted(&mut self, start: usize) -> Result<Text<'t>, Doubt> {
        let mut at = start;
        let mut has_quotes = false;
        loop {
            at += memchr::memchr(b'\'', self.text.get(at..).ok_or(Doubt)?).ok_or(Doubt)?;
            if self.byte(at + 1) != b'\'' {
                break;
            }
            has_quotes = true;
            at += 2;
        }
        self.at = at + 1;
        let inside = &self.text[start..at];
        if !has_quotes && memchr::memchr(b'\n', inside).is_none() {
            return Ok(Text::Verbatim(inside));
        }
        check_lines(inside)?;
        Ok(Text::Single(inside))
    }

    fn double_quoted(&mut self, start: usize) -> Result<Text<'t>, Doubt> {
        let mut at = start;
        let mut has_escapes = false;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.text.get(at..).ok_or(Doubt)?).ok_or(Doubt)?;
            if self.text[at] == b'"' {
                break;
            }
            has_escapes = true;
            at += escape_len(&self.text[at..]).ok_or(Doubt)?;
        }
        self.at = at + 1;
        let inside = &self.text[start..at];
        if !has_escapes && memchr::memchr(b'\n', inside).is_none() {
            return Ok(Text::Verbatim(inside));
        }
        check_lines(inside)?;
        Ok(Text::Double(&self.text[start - 1..=at]))
    }

    /// Reads a block scalar whose indicator is at the cursor.
    pub(super) fn block(&mut self) -> Result<(), Doubt> {
        let folded = self.text[self.at] == b'>';
        self.at += 1;
        let (mut chomping, mut increment) = (0, 0);
        for _ in 0..2 {
            match self.byte(self.at) {
                sign @ (b'+' | b'-') if chomping == 0 => chomping = sign,
                digit @ b'1'..=b'9' if increment == 0 => increment = usize::from(digit - b'0'),
                _ => break,
            }
            self.at += 1;
        }
        self.end_line()?;
        let parent = self.indent();
        let indent = match increment {
            0 => self.block_indent(parent)?,
            increment => parent.max(0).cast_unsigned() + increment,
        };
        let start = self.at;
        while !self.is_block_over(indent)? {
            self.at = (line_end(self.text, self.at) + 1).min(self.text.len());
        }
        let lines = &self.text[start..self.at];
        self.sink.scalar(Text::Block(Block {
            lines,
            indent,
            folded,
            chomping,
        }))
    }

    /// The indentation of the block whose first line is at the cursor.
    fn block_indent(&self, parent: isize) -> Result<usize, Doubt> {
        let least = (parent + 1).max(1).cast_unsigned();
        let mut widest = 0;
        let mut line = self.at;
        loop {
            let spaces = count_spaces(self.text, line);
            match self.text.get(line + spaces) {
                Some(b'\n') => {
                    widest = widest.max(spaces);
                    line += spaces + 1;
                }
                Some(b'\t') => return Err(Doubt),
                Some(_) if widest > spaces => return Err(Doubt),
                _ => return Ok(spaces.max(widest).max(least)),
            }
        }
    }

    /// Whether the line at the cursor does not belong to a block any more.
    #[inline]
    fn is_block_over(&self, indent: usize) -> Result<bool, Doubt> {
        let rest = &self.text[self.at..];
        let spaces = rest
            .iter()
            .take(indent)
            .take_while(|&&byte| byte == b' ')
            .count();
        if spaces == indent && !rest.is_empty() {
            return Ok(false);
        }
        match rest.get(spaces) {
            Some(b'\n') => Ok(false),
            Some(b'\t') => Err(Doubt),
            None if spaces > 0 => Err(Doubt),
            _ => Ok(true),
        }
    }
}

/// A line of a quoted scalar may not look like a document separator.
fn check_lines(inside: &[u8]) -> Result<(), Doubt> {
    let mut lines = memchr::memchr_iter(b'\n', inside);
    if lines.any(|at| matches!(inside.get(at + 1), Some(b'-' | b'.'))) {
        return Err(Doubt);
    }
    Ok(())
}

//! Moving through the text.

use std::borrow::Cow;

use steersman_diag::Span;

use super::bytes::{BLANK, BREAK, WIDE_BREAK, count_chars, is, width};
use super::{Mark, Scanner};
use crate::Error;
use crate::error::Outcome;

impl Scanner<'_> {
    /// The byte `ahead` bytes after the cursor; 0 after the end.
    #[inline]
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.text
            .get(self.at.offset as usize + ahead)
            .copied()
            .unwrap_or(0)
    }

    #[inline]
    pub(super) fn at_end(&self) -> bool {
        self.byte(0) == 0
    }

    #[inline]
    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        is(self.byte(ahead), BLANK)
    }

    /// The length in bytes of the line break `ahead` bytes after the cursor, 0 when there is none.
    /// CR and LF count one by one.
    #[inline]
    pub(super) fn break_width(&self, ahead: usize) -> usize {
        let byte = self.byte(ahead);
        if !is(byte, BREAK | WIDE_BREAK) {
            return 0;
        }
        match (byte, self.byte(ahead + 1), self.byte(ahead + 2)) {
            (b'\r' | b'\n', ..) => 1,
            (0xC2, 0x85, _) => 2,
            (0xE2, 0x80, 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    #[inline]
    pub(super) fn is_break(&self, ahead: usize) -> bool {
        self.break_width(ahead) > 0
    }

    /// Whether a line break or the end of the text is `ahead` bytes after the cursor.
    #[inline]
    pub(super) fn is_breakz(&self, ahead: usize) -> bool {
        self.byte(ahead) == 0 || self.is_break(ahead)
    }

    /// Whether a blank, a line break or the end of the text is `ahead` bytes after the cursor.
    #[inline]
    pub(super) fn is_blankz(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_breakz(ahead)
    }

    /// Fails when fewer than `chars` characters can be read because a bad one follows.
    #[inline]
    pub(super) fn need(&self, chars: usize) -> Outcome<()> {
        if self.at.offset as usize + 4 * chars <= self.wall {
            Ok(())
        } else {
            self.need_slowly(chars)
        }
    }

    #[cold]
    fn need_slowly(&self, chars: usize) -> Outcome<()> {
        let Some(fault) = self.fault else {
            return Ok(());
        };
        let left = self.text.get(self.at.offset as usize..).unwrap_or_default();
        if count_chars(left) as usize >= chars {
            return Ok(());
        }
        let span = Span::at(self.base + u32::try_from(fault.offset).unwrap_or(u32::MAX));
        Err(Box::new(Error::Syntax {
            problem: Cow::Borrowed(fault.problem),
            context: "",
            line: 0,
            span,
            opened: span,
        }))
    }

    /// Steps over one character.
    #[inline]
    pub(super) fn skip(&mut self) {
        self.at.offset += narrow(width(self.byte(0)).max(1));
        self.at.column += 1;
    }

    /// Steps over `bytes` bytes of ASCII.
    #[inline]
    pub(super) fn skip_ascii(&mut self, bytes: usize) {
        self.at.offset += narrow(bytes);
        self.at.column += narrow(bytes);
    }

    /// Steps over a run of characters without line breaks that ends at `end`.
    #[inline]
    pub(super) fn skip_to(&mut self, end: usize) {
        let run = &self.text[self.at.offset as usize..end];
        self.at.column += count_chars(run);
        self.at.offset = narrow(end);
    }

    /// Steps over a line break; CR LF is one.
    pub(super) fn skip_line(&mut self) {
        let len = if self.byte(0) == b'\r' && self.byte(1) == b'\n' {
            2
        } else {
            self.break_width(0)
        };
        if len > 0 {
            self.at.offset += narrow(len);
            self.at.column = 0;
            self.at.line += 1;
        }
    }

    /// Steps over a line break and adds it to `out`, as LF unless it is LS or PS.
    pub(super) fn read_line(&mut self, out: &mut Vec<u8>) {
        match self.break_width(0) {
            0 => return,
            3 => out.extend_from_slice(&self.text[self.at.offset as usize..][..3]),
            _ => out.push(b'\n'),
        }
        self.skip_line();
    }

    /// Steps over blanks.
    pub(super) fn skip_blanks(&mut self) -> Outcome<()> {
        self.need(1)?;
        while self.is_blank(0) {
            self.skip_ascii(1);
            self.need(1)?;
        }
        Ok(())
    }

    /// Steps over a comment, when one begins here.
    pub(super) fn skip_comment(&mut self) -> Outcome<()> {
        if self.byte(0) != b'#' {
            return Ok(());
        }
        loop {
            let start = self.at.offset as usize;
            let rest = self.text.get(start..).unwrap_or_default();
            let run = rest
                .iter()
                .position(|&byte| is(byte, BREAK | WIDE_BREAK))
                .unwrap_or(rest.len());
            self.skip_to(start + run);
            self.need(1)?;
            if self.is_breakz(0) {
                return Ok(());
            }
            self.skip();
        }
    }

    /// Whether a document separator (`---`, `...`) stands at the cursor.
    pub(super) fn is_document_indicator(&self) -> bool {
        self.at.column == 0
            && matches!(self.byte(0), b'-' | b'.')
            && self.byte(1) == self.byte(0)
            && self.byte(2) == self.byte(0)
            && self.is_blankz(3)
    }

    /// The error for a problem at the cursor in a construct that began at `opened`.
    #[cold]
    pub(super) fn error<T>(
        &self,
        context: &'static str,
        opened: Mark,
        problem: impl Into<Cow<'static, str>>,
    ) -> Outcome<T> {
        // go-yaml takes a line of zero for "unknown" and then tries the line of the construct.
        let line = if self.at.line > 0 {
            self.at.line + 1
        } else {
            opened.line
        };
        Err(Box::new(Error::Syntax {
            problem: problem.into(),
            context,
            line,
            span: Span::at(self.base + self.at.offset),
            opened: Span::at(self.base + opened.offset),
        }))
    }
}

/// Offsets fit 32 bits because longer texts are refused.
#[inline]
pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).expect("texts are shorter than 4 GiB")
}

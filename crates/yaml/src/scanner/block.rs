//! Literal (`|`) and folded (`>`) scalars.

use std::borrow::Cow;

use super::bytes::{BREAK, WIDE_BREAK, is};
use super::token::Style;
use super::{Mark, Scanner, TokenKind};
use crate::error::Outcome;

const IN_BLOCK: &str = "while scanning a block scalar";

/// What happens to the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl Scanner<'_> {
    pub(super) fn fetch_block_scalar(&mut self, literal: bool) -> Outcome<()> {
        self.drop_simple_key()?;
        self.simple_key_allowed = true;
        let start = self.at;
        self.skip_ascii(1);
        let (chomping, increment) = self.scan_block_header(start)?;

        let mut end = self.at;
        let mut indent = match increment {
            0 => 0,
            increment => self.indent.max(0) + increment,
        };
        let mut text = Vec::new();
        let mut leading_break = Vec::new();
        let mut trailing_breaks = Vec::new();
        let mut leading_blank = false;
        self.scan_block_breaks(&mut indent, &mut trailing_breaks, start, &mut end)?;
        self.need(1)?;
        while i64::from(self.at.column) == indent && !self.at_end() {
            let trailing_blank = self.is_blank(0);
            let folds = !literal
                && !leading_blank
                && !trailing_blank
                && leading_break.first() == Some(&b'\n');
            if !folds {
                text.append(&mut leading_break);
            } else if trailing_breaks.is_empty() {
                text.push(b' ');
            }
            leading_break.clear();
            text.append(&mut trailing_breaks);
            leading_blank = trailing_blank;
            self.scan_block_line(&mut text)?;
            self.need(2)?;
            self.read_line(&mut leading_break);
            self.scan_block_breaks(&mut indent, &mut trailing_breaks, start, &mut end)?;
        }
        if chomping != Chomping::Strip {
            text.append(&mut leading_break);
        }
        if chomping == Chomping::Keep {
            text.append(&mut trailing_breaks);
        }
        self.tokens.push_back(super::Token {
            kind: TokenKind::Scalar(Cow::Owned(text), Style::Block),
            start,
            end,
        });
        Ok(())
    }

    /// The indicators after `|` or `>`, up to the next line.
    fn scan_block_header(&mut self, start: Mark) -> Outcome<(Chomping, i64)> {
        let mut chomping = None;
        let mut increment = None;
        // Either indicator may come first.
        for _ in 0..2 {
            self.need(1)?;
            match self.byte(0) {
                sign @ (b'+' | b'-') if chomping.is_none() => {
                    chomping = Some(if sign == b'+' {
                        Chomping::Keep
                    } else {
                        Chomping::Strip
                    });
                }
                b'0' if increment.is_none() => {
                    return self.error(
                        IN_BLOCK,
                        start,
                        "found an indentation indicator equal to 0",
                    );
                }
                digit @ b'1'..=b'9' if increment.is_none() => {
                    increment = Some(i64::from(digit - b'0'));
                }
                _ => break,
            }
            self.skip_ascii(1);
        }
        self.skip_blanks()?;
        self.skip_comment()?;
        if !self.is_breakz(0) {
            return self.error(
                IN_BLOCK,
                start,
                "did not find expected comment or line break",
            );
        }
        if self.is_break(0) {
            self.need(2)?;
            self.skip_line();
        }
        Ok((chomping.unwrap_or(Chomping::Clip), increment.unwrap_or(0)))
    }

    /// The rest of the line, without its break.
    fn scan_block_line(&mut self, text: &mut Vec<u8>) -> Outcome<()> {
        loop {
            let start = self.at.offset as usize;
            let rest = &self.text[start..];
            let run = rest
                .iter()
                .position(|&byte| is(byte, BREAK | WIDE_BREAK))
                .unwrap_or(rest.len());
            text.extend_from_slice(&rest[..run]);
            self.skip_to(start + run);
            self.need(1)?;
            if self.is_breakz(0) {
                return Ok(());
            }
            let from = self.at.offset as usize;
            self.skip();
            text.extend_from_slice(&self.text[from..self.at.offset as usize]);
        }
    }

    /// Steps over indentation and empty lines; finds out the indentation when it is not known (0).
    fn scan_block_breaks(
        &mut self,
        indent: &mut i64,
        breaks: &mut Vec<u8>,
        start: Mark,
        end: &mut Mark,
    ) -> Outcome<()> {
        *end = self.at;
        let mut max_indent = 0;
        loop {
            self.need(1)?;
            while (*indent == 0 || i64::from(self.at.column) < *indent) && self.byte(0) == b' ' {
                self.skip_ascii(1);
                self.need(1)?;
            }
            max_indent = max_indent.max(i64::from(self.at.column));
            if (*indent == 0 || i64::from(self.at.column) < *indent) && self.byte(0) == b'\t' {
                return self.error(
                    IN_BLOCK,
                    start,
                    "found a tab character where an indentation space is expected",
                );
            }
            if !self.is_break(0) {
                break;
            }
            self.need(2)?;
            self.read_line(breaks);
            *end = self.at;
        }
        if *indent == 0 {
            *indent = max_indent.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}

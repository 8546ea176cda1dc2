//! Scalars without quotes.

use std::borrow::Cow;

use super::bytes::{BLANK, BREAK, COLON, FLOW, WIDE_BREAK, is};
use super::gap::Gap;
use super::token::Style;
use super::{Scanner, TokenKind};
use crate::error::Outcome;

impl Scanner<'_> {
    pub(super) fn fetch_plain(&mut self) -> Outcome<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;

        let start = self.at;
        let mut end = self.at;
        let min_column = self.indent + 1;
        // As long as the scalar stays on one line it is a slice of the text.
        let mut folded: Option<Vec<u8>> = None;
        let mut segment = start.offset as usize;
        let mut gap = Gap::default();
        let mut leading_blanks = false;
        loop {
            self.need(4)?;
            if self.is_document_indicator() || self.byte(0) == b'#' {
                break;
            }
            if self.is_plain_char() {
                if leading_blanks {
                    let text = folded.get_or_insert_default();
                    text.extend_from_slice(&self.text[segment..end.offset as usize]);
                    gap.fold_into(text);
                    segment = self.at.offset as usize;
                    leading_blanks = false;
                }
                self.scan_plain_run()?;
                end = self.at;
            }
            if !self.is_blank(0) && !self.is_break(0) {
                break;
            }
            self.need(1)?;
            leading_blanks = self.scan_gap(&mut gap, leading_blanks, Some((start, min_column)))?;
            if self.flow_level == 0 && i64::from(self.at.column) < min_column {
                break;
            }
        }
        let last = &self.text[segment..end.offset as usize];
        let text = match folded {
            None => Cow::Borrowed(last),
            Some(mut text) => {
                text.extend_from_slice(last);
                Cow::Owned(text)
            }
        };
        self.tokens.push_back(super::Token {
            kind: TokenKind::Scalar(text, Style::Plain),
            start,
            end,
        });
        if leading_blanks {
            self.simple_key_allowed = true;
        }
        Ok(())
    }

    /// Whether the character at the cursor belongs to the scalar.
    fn is_plain_char(&self) -> bool {
        let byte = self.byte(0);
        if is(byte, COLON | FLOW) {
            let ends = if byte == b':' {
                self.is_blankz(1)
            } else {
                self.flow_level > 0
            };
            return !ends;
        }
        !self.is_blankz(0)
    }

    /// Steps over characters of the scalar up to a blank or its end; there is at least one.
    fn scan_plain_run(&mut self) -> Outcome<()> {
        let flow = if self.flow_level > 0 { FLOW } else { 0 };
        loop {
            self.skip();
            let from = self.at.offset as usize;
            let rest = self.text.get(from..).unwrap_or_default();
            let run = rest
                .iter()
                .position(|&byte| is(byte, BLANK | BREAK | WIDE_BREAK | COLON | flow))
                .unwrap_or(rest.len());
            self.skip_to(from + run);
            self.need(2)?;
            if !self.is_plain_char() {
                return Ok(());
            }
        }
    }
}

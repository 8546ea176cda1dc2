//! White space inside scalars.

use super::{Mark, Scanner};
use crate::error::Outcome;

/// The white space between two words of a scalar.
#[derive(Default)]
pub(super) struct Gap {
    blanks: Vec<u8>,
    leading_break: Vec<u8>,
    trailing_breaks: Vec<u8>,
}

impl Gap {
    /// Reads a line break: the first one of the gap, or a further one.
    fn read_line(&mut self, scanner: &mut Scanner<'_>, is_first: bool) {
        if is_first {
            self.blanks.clear();
            scanner.read_line(&mut self.leading_break);
        } else {
            scanner.read_line(&mut self.trailing_breaks);
        }
    }

    /// Adds the folded line breaks to `text`.
    pub(super) fn fold_into(&mut self, text: &mut Vec<u8>) {
        if self.leading_break.first() != Some(&b'\n') {
            text.append(&mut self.leading_break);
        } else if self.trailing_breaks.is_empty() {
            text.push(b' ');
        }
        text.append(&mut self.trailing_breaks);
        self.leading_break.clear();
    }

    /// Adds the blanks to `text`.
    pub(super) fn join_into(&mut self, text: &mut Vec<u8>) {
        text.append(&mut self.blanks);
    }
}

impl Scanner<'_> {
    /// Reads blanks and line breaks into `gap`; `broken` tells, before and after, whether there was a break. A plain
    /// scalar gives its start and its least column, left of which there may be no tabs.
    pub(super) fn scan_gap(
        &mut self,
        gap: &mut Gap,
        mut broken: bool,
        plain: Option<(Mark, i64)>,
    ) -> Outcome<bool> {
        loop {
            match self.byte(0) {
                blank @ (b' ' | b'\t') => {
                    self.check_tab(broken, plain)?;
                    if !broken && plain.is_none() {
                        gap.blanks.push(blank);
                    }
                    self.skip_ascii(1);
                }
                _ if self.is_break(0) => {
                    self.need(2)?;
                    gap.read_line(self, !broken);
                    broken = true;
                }
                _ => return Ok(broken),
            }
            self.need(1)?;
        }
    }

    fn check_tab(&self, broken: bool, plain: Option<(Mark, i64)>) -> Outcome<()> {
        match plain {
            Some((start, least))
                if broken && i64::from(self.at.column) < least && self.byte(0) == b'\t' =>
            {
                self.error(
                    "while scanning a plain scalar",
                    start,
                    "found a tab character that violates indentation",
                )
            }
            _ => Ok(()),
        }
    }
}

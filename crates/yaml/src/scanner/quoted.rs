//! Single- and double-quoted scalars.

use std::borrow::Cow;

use super::bytes::{BLANK, BREAK, QUOTE, WIDE_BREAK, is};
use super::gap::Gap;
use super::tag::hex;
use super::token::Style;
use super::{Input, Mark, Scanner, TokenKind};
use crate::error::Outcome;

const SCANNING: &str = "while scanning a quoted scalar";
const PARSING: &str = "while parsing a quoted scalar";

/// The text of a double-quoted scalar, given with its quotation marks.
pub(crate) fn unquote(quoted: &[u8]) -> Outcome<Vec<u8>> {
    let input = Input::trusted(quoted);
    Scanner::new(&input).scan_quoted(false)
}

/// The length of the escape sequence at the start of `text`, when it is a good one.
pub(crate) fn escape_len(text: &[u8]) -> Option<usize> {
    let digits = match text.get(1)? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        b'\n' => 0,
        letter => unescape(*letter).map(|_| 0)?,
    };
    let code = text
        .get(2..2 + digits)?
        .iter()
        .try_fold(0, |code: u32, byte| {
            Some(code << 4 | u32::from(hex(*byte)?))
        })?;
    char::from_u32(code).map(|_| 2 + digits)
}

impl<'t> Scanner<'t> {
    pub(super) fn fetch_quoted(&mut self, single: bool) -> Outcome<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.at;
        let text = match self.scan_quoted_word(single) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.scan_quoted(single)?),
        };
        self.push(TokenKind::Scalar(text, Style::Quoted), start);
        Ok(())
    }

    /// The usual case: a scalar on one line that holds no escapes.
    fn scan_quoted_word(&mut self, single: bool) -> Option<&'t [u8]> {
        let quote = if single { b'\'' } else { b'"' };
        let from = self.at.offset as usize + 1;
        let rest = self.text.get(from..)?;
        let len = rest.iter().position(|&byte| {
            is(byte, BREAK | WIDE_BREAK)
                || is(byte, QUOTE) && (byte == quote || byte == b'\\' && !single)
        })?;
        let is_end = rest[len] == quote && !(single && rest.get(len + 1) == Some(&quote));
        if !is_end || from + len + 64 > self.wall {
            return None;
        }
        self.skip_to(from + len);
        self.skip_ascii(1);
        Some(&rest[..len])
    }

    fn scan_quoted(&mut self, single: bool) -> Outcome<Vec<u8>> {
        let start = self.at;
        let quote = if single { b'\'' } else { b'"' };
        let mut text = Vec::new();
        let mut gap = Gap::default();
        self.skip_ascii(1);
        loop {
            self.need(4)?;
            if self.is_document_indicator() {
                return self.error(SCANNING, start, "found unexpected document indicator");
            }
            if self.at_end() {
                return self.error(SCANNING, start, "found unexpected end of stream");
            }
            let mut leading_blanks = self.scan_quoted_run(single, start, &mut text)?;
            self.need(1)?;
            if self.byte(0) == quote {
                self.skip_ascii(1);
                return Ok(text);
            }
            leading_blanks = self.scan_gap(&mut gap, leading_blanks, None)?;
            if leading_blanks {
                gap.fold_into(&mut text);
            } else {
                gap.join_into(&mut text);
            }
        }
    }

    /// Reads up to a blank, a break or the closing quote; tells whether it ended with an escaped line break.
    fn scan_quoted_run(&mut self, single: bool, start: Mark, text: &mut Vec<u8>) -> Outcome<bool> {
        loop {
            self.copy_quoted(single, text);
            self.need(2)?;
            if self.is_blankz(0) {
                return Ok(false);
            }
            match self.byte(0) {
                b'\'' if single => {
                    if self.byte(1) != b'\'' {
                        return Ok(false);
                    }
                    text.push(b'\'');
                    self.skip_ascii(2);
                }
                b'"' if !single => return Ok(false),
                b'\\' if !single && self.is_break(1) => {
                    self.need(3)?;
                    self.skip_ascii(1);
                    self.skip_line();
                    return Ok(true);
                }
                b'\\' if !single => self.scan_escape(start, text)?,
                _ => {
                    let from = self.at.offset as usize;
                    self.skip();
                    text.extend_from_slice(&self.text[from..self.at.offset as usize]);
                }
            }
            self.need(2)?;
        }
    }

    /// Copies the characters that mean themselves.
    fn copy_quoted(&mut self, single: bool, text: &mut Vec<u8>) {
        let from = self.at.offset as usize;
        let rest = self.text.get(from..).unwrap_or_default();
        let special = |byte: u8| {
            is(byte, BREAK | WIDE_BREAK | BLANK)
                || is(byte, QUOTE) && if single { byte == b'\'' } else { byte != b'\'' }
        };
        let run = rest
            .iter()
            .position(|&byte| special(byte))
            .unwrap_or(rest.len());
        text.extend_from_slice(&rest[..run]);
        self.skip_to(from + run);
    }

    /// Decodes an escape sequence.
    fn scan_escape(&mut self, start: Mark, text: &mut Vec<u8>) -> Outcome<()> {
        let digits = match self.byte(1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            letter => {
                let Some(plain) = unescape(letter) else {
                    return self.error(PARSING, start, "found unknown escape character");
                };
                text.extend_from_slice(plain);
                0
            }
        };
        self.skip_ascii(2);
        if digits == 0 {
            return Ok(());
        }
        self.need(digits)?;
        let mut code: u32 = 0;
        for ahead in 0..digits {
            let Some(digit) = hex(self.byte(ahead)) else {
                return self.error(PARSING, start, "did not find expected hexdecimal number");
            };
            code = code << 4 | u32::from(digit);
        }
        let Some(char) = char::from_u32(code) else {
            return self.error(
                PARSING,
                start,
                "found invalid Unicode character escape code",
            );
        };
        text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        self.skip_ascii(digits);
        Ok(())
    }
}

fn unescape(letter: u8) -> Option<&'static [u8]> {
    Some(match letter {
        b'0' => b"\0",
        b'a' => b"\x07",
        b'b' => b"\x08",
        b't' | b'\t' => b"\t",
        b'n' => b"\n",
        b'v' => b"\x0B",
        b'f' => b"\x0C",
        b'r' => b"\r",
        b'e' => b"\x1B",
        b' ' => b" ",
        b'"' => b"\"",
        b'\'' => b"'",
        b'\\' => b"\\",
        b'N' => b"\xC2\x85",
        b'_' => b"\xC2\xA0",
        b'L' => b"\xE2\x80\xA8",
        b'P' => b"\xE2\x80\xA9",
        _ => return None,
    })
}

use std::borrow::Cow;

use super::bytes::{is_word, width};
use super::directive::IN_TAG_VALUE;
use super::{Mark, Scanner, TokenKind};
use crate::error::Outcome;

const IN_TAG: &str = "while parsing a tag";

impl<'t> Scanner<'t> {
    /// Scans `!suffix`, `!handle!suffix`, `!<uri>` or `!`.
    pub(super) fn fetch_tag(&mut self) -> Outcome<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.at;
        self.need(2)?;
        let (handle, suffix) = if self.byte(1) == b'<' {
            self.scan_verbatim_tag(start)?
        } else {
            self.scan_short_tag(start)?
        };
        self.need(1)?;
        if !self.is_blankz(0) {
            return self.error(
                "while scanning a tag",
                start,
                "did not find expected whitespace or line break",
            );
        }
        self.push(TokenKind::Tag { handle, suffix }, start);
        Ok(())
    }

    fn scan_verbatim_tag(&mut self, start: Mark) -> Outcome<(&'t [u8], Cow<'t, [u8]>)> {
        self.skip_ascii(2);
        let uri = self.scan_tag_uri(IN_TAG, b"", start)?;
        if self.byte(0) != b'>' {
            return self.error(
                "while scanning a tag",
                start,
                "did not find the expected '>'",
            );
        }
        self.skip_ascii(1);
        Ok((b"", uri))
    }

    fn scan_short_tag(&mut self, start: Mark) -> Outcome<(&'t [u8], Cow<'t, [u8]>)> {
        let handle = self.scan_tag_handle(IN_TAG, start)?;
        if handle.len() > 1 && handle.ends_with(b"!") {
            return Ok((handle, self.scan_tag_uri(IN_TAG, b"", start)?));
        }
        // It was no handle: what was read is the beginning of the suffix.
        let suffix = self.scan_tag_uri(IN_TAG, handle, start)?;
        if suffix.is_empty() {
            return Ok((b"", Cow::Borrowed(b"!")));
        }
        Ok((b"!", suffix))
    }

    pub(super) fn scan_tag_handle(
        &mut self,
        context: &'static str,
        start: Mark,
    ) -> Outcome<&'t [u8]> {
        self.need(1)?;
        if self.byte(0) != b'!' {
            return self.error(context, start, "did not find expected '!'");
        }
        let from = self.at.offset as usize;
        self.skip_ascii(1);
        self.need(1)?;
        while is_word(self.byte(0)) {
            self.skip_ascii(1);
            self.need(1)?;
        }
        if self.byte(0) == b'!' {
            self.skip_ascii(1);
        } else if context == IN_TAG_VALUE && self.at.offset as usize - from > 1 {
            return self.error(context, start, "did not find expected '!'");
        }
        Ok(&self.text[from..self.at.offset as usize])
    }

    /// Scans the rest of a tag; `head` is what was already read of it, with a leading `!` to leave out.
    pub(super) fn scan_tag_uri(
        &mut self,
        context: &'static str,
        head: &[u8],
        start: Mark,
    ) -> Outcome<Cow<'t, [u8]>> {
        let mut uri: Vec<u8> = head.get(1..).unwrap_or_default().to_vec();
        let from = self.at.offset;
        self.need(1)?;
        while is_uri(self.byte(0)) {
            if self.byte(0) == b'%' {
                self.scan_uri_escape(context, start, &mut uri)?;
            } else {
                uri.push(self.byte(0));
                self.skip_ascii(1);
            }
            self.need(1)?;
        }
        if head.is_empty() && self.at.offset == from {
            return self.error(context, start, "did not find expected tag URI");
        }
        Ok(Cow::Owned(uri))
    }

    /// Decodes the `%XX` escapes of one character.
    fn scan_uri_escape(
        &mut self,
        context: &'static str,
        start: Mark,
        uri: &mut Vec<u8>,
    ) -> Outcome<()> {
        let mut left = None;
        while left != Some(0) {
            self.need(3)?;
            let octet = match (self.byte(0), hex(self.byte(1)), hex(self.byte(2))) {
                (b'%', Some(high), Some(low)) => high << 4 | low,
                _ => return self.error(context, start, "did not find URI escaped octet"),
            };
            let rest = match left {
                None => match width(octet) {
                    0 => {
                        return self.error(
                            context,
                            start,
                            "found an incorrect leading UTF-8 octet",
                        );
                    }
                    len => len,
                },
                Some(_) if octet & 0xC0 != 0x80 => {
                    return self.error(context, start, "found an incorrect trailing UTF-8 octet");
                }
                Some(rest) => rest,
            };
            uri.push(octet);
            self.skip_ascii(3);
            left = Some(rest - 1);
        }
        Ok(())
    }
}

fn is_uri(byte: u8) -> bool {
    is_word(byte) || b";/?:@&=+$,.!~*'()[]%".contains(&byte)
}

pub(super) fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

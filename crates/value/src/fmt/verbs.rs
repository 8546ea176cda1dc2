//! One method per kind of value: which verbs it has and how each prints.

use super::float::append_float;
use super::printer::{Printer, Unprintable};
use super::quote::{
    append_quoted, can_backquote, is_printable, quote_ascii, quote_char, quote_char_ascii,
};
use crate::{Kind, Value};

const LOWER: &[u8; 17] = b"0123456789abcdefx";
const UPPER: &[u8; 17] = b"0123456789ABCDEFX";

/// How an integer is written.
#[derive(Clone, Copy)]
struct Base {
    radix: u64,
    alphabet: &'static [u8; 17],
    /// What stands before the digits, backwards.
    prefix: &'static [u8],
}

const DECIMAL: Base = Base {
    radix: 10,
    alphabet: LOWER,
    prefix: b"",
};

impl Printer<'_> {
    pub(super) fn boolean(
        &mut self,
        b: bool,
        verb: char,
        value: &Value,
    ) -> Result<(), Unprintable> {
        if !matches!(verb, 't' | 'v') {
            return self.bad_verb(Some(value), verb);
        }
        self.flags.pad(self.out, if b { b"true" } else { b"false" });
        Ok(())
    }

    pub(super) fn integer(
        &mut self,
        bits: u64,
        signed: bool,
        verb: char,
        value: &Value,
    ) -> Result<(), Unprintable> {
        match verb {
            'v' if self.flags.sharp_v && !signed => self.hex(bits, true),
            'v' | 'd' => self.digits(bits, signed, DECIMAL),
            'b' => self.digits(
                bits,
                signed,
                Base {
                    radix: 2,
                    ..DECIMAL
                },
            ),
            'o' => self.digits(
                bits,
                signed,
                Base {
                    radix: 8,
                    ..DECIMAL
                },
            ),
            'O' => self.digits(
                bits,
                signed,
                Base {
                    radix: 8,
                    prefix: b"o0",
                    ..DECIMAL
                },
            ),
            'x' => self.digits(
                bits,
                signed,
                Base {
                    radix: 16,
                    ..DECIMAL
                },
            ),
            'X' => self.digits(
                bits,
                signed,
                Base {
                    radix: 16,
                    alphabet: UPPER,
                    ..DECIMAL
                },
            ),
            'c' => {
                let mut buffer = [0; 4];
                let text = rune_of(bits).encode_utf8(&mut buffer);
                self.flags.pad(self.out, text.as_bytes());
            }
            'q' => {
                let c = rune_of(bits);
                let text = if self.flags.plus {
                    quote_char_ascii(c)
                } else {
                    quote_char(c)
                };
                self.flags.pad(self.out, text.as_bytes());
            }
            'U' => self.code_point(bits),
            _ => return self.bad_verb(Some(value), verb),
        }
        Ok(())
    }

    /// Hexadecimal, with or without `0x` whatever the `#` flag says.
    pub(super) fn hex(&mut self, bits: u64, prefix: bool) {
        let sharp = std::mem::replace(&mut self.flags.sharp, prefix);
        self.digits(
            bits,
            false,
            Base {
                radix: 16,
                ..DECIMAL
            },
        );
        self.flags.sharp = sharp;
    }

    fn digits(&mut self, bits: u64, signed: bool, base: Base) {
        let Base {
            radix,
            alphabet,
            prefix,
        } = base;
        let flags = self.flags;
        let negative = signed && bits.cast_signed() < 0;
        let mut rest = if negative { bits.wrapping_neg() } else { bits };
        let mut precision = 0;
        if let Some(asked) = flags.precision {
            if asked == 0 && rest == 0 {
                // Nothing but padding, always with spaces.
                self.out
                    .resize(self.out.len() + flags.width.unwrap_or(0), b' ');
                return;
            }
            precision = asked;
        } else if let Some(width) = flags.width.filter(|_| flags.zero && !flags.minus) {
            precision = if negative || flags.plus || flags.space {
                width.saturating_sub(1)
            } else {
                width
            };
        }
        // Written from the right.
        let mut text = Vec::with_capacity(24);
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "the remainder is below 16")]
            text.push(alphabet[(rest % radix) as usize]);
            rest /= radix;
            if rest == 0 {
                break;
            }
        }
        if text.len() < precision {
            text.resize(precision, b'0');
        }
        if flags.sharp {
            match radix {
                2 => text.extend_from_slice(b"b0"),
                8 if text.last() != Some(&b'0') => text.push(b'0'),
                16 => text.extend_from_slice(&[alphabet[16], b'0']),
                _ => {}
            }
        }
        text.extend_from_slice(prefix);
        if negative {
            text.push(b'-');
        } else if flags.plus {
            text.push(b'+');
        } else if flags.space {
            text.push(b' ');
        }
        text.reverse();
        flags.pad_with_spaces(self.out, &text);
    }

    fn code_point(&mut self, bits: u64) {
        let width = self.flags.precision.unwrap_or(4).max(4);
        let mut text = format!("U+{bits:0width$X}");
        let c = u32::try_from(bits)
            .ok()
            .and_then(char::from_u32)
            .filter(|c| is_printable(*c));
        if let Some(c) = c.filter(|_| self.flags.sharp) {
            text.push_str(" '");
            text.push(c);
            text.push('\'');
        }
        self.flags.pad_with_spaces(self.out, text.as_bytes());
    }

    pub(super) fn float(&mut self, f: f64, verb: char, value: &Value) -> Result<(), Unprintable> {
        let (format, precision) = match verb {
            'b' => (b'b', None),
            'v' | 'g' => (b'g', None),
            'G' => (b'G', None),
            'x' => (b'x', None),
            'X' => (b'X', None),
            'f' | 'F' => (b'f', Some(6)),
            'e' => (b'e', Some(6)),
            'E' => (b'E', Some(6)),
            _ => return self.bad_verb(Some(value), verb),
        };
        self.write_float(f, format, precision);
        Ok(())
    }

    pub(super) fn complex(
        &mut self,
        re: f64,
        im: f64,
        verb: char,
        value: &Value,
    ) -> Result<(), Unprintable> {
        if !matches!(
            verb,
            'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E'
        ) {
            return self.bad_verb(Some(value), verb);
        }
        self.out.push(b'(');
        self.float(re, verb, value)?;
        let plus = std::mem::replace(&mut self.flags.plus, true);
        self.float(im, verb, value)?;
        self.flags.plus = plus;
        self.out.extend_from_slice(b"i)");
        Ok(())
    }

    fn write_float(&mut self, f: f64, format: u8, precision: Option<usize>) {
        let flags = self.flags;
        let precision = flags.precision.or(precision);
        let mut text = vec![b'+'];
        append_float(&mut text, f, format, precision);
        if matches!(text.get(1), Some(b'-' | b'+')) {
            text.remove(0);
        }
        if flags.space && text[0] == b'+' && !flags.plus {
            text[0] = b' ';
        }
        if matches!(text.get(1), Some(b'I' | b'N')) {
            let skip = usize::from(text[1] == b'N' && !flags.space && !flags.plus);
            // Infinity keeps its sign only when it is negative or asked for.
            let skip = if text[1] == b'I' && text[0] == b'+' && !flags.plus {
                0
            } else {
                skip
            };
            flags.pad_with_spaces(self.out, &text[skip..]);
            return;
        }
        if flags.sharp && format != b'b' {
            keep_point(&mut text, format, precision);
        }
        if !flags.plus && text[0] == b'+' {
            flags.pad(self.out, &text[1..]);
            return;
        }
        match flags.width {
            Some(width) if flags.zero && !flags.minus && width > text.len() => {
                self.out.push(text[0]);
                flags.write_padding(self.out, width - text.len());
                self.out.extend_from_slice(&text[1..]);
            }
            _ => flags.pad(self.out, &text),
        }
    }

    pub(super) fn string(
        &mut self,
        text: &[u8],
        verb: char,
        value: &Value,
    ) -> Result<(), Unprintable> {
        match verb {
            'v' if self.flags.sharp_v => self.quoted(text),
            'v' | 's' => {
                let text = self.flags.truncate(text);
                self.flags.pad(self.out, text);
            }
            'q' => self.quoted(text),
            'x' => self.hex_string(text, LOWER),
            'X' => self.hex_string(text, UPPER),
            _ => return self.bad_verb(Some(value), verb),
        }
        Ok(())
    }

    fn quoted(&mut self, text: &[u8]) {
        let flags = self.flags;
        let text = flags.truncate(text);
        if flags.sharp && can_backquote(text) {
            let mut raw = Vec::with_capacity(text.len() + 2);
            raw.push(b'`');
            raw.extend_from_slice(text);
            raw.push(b'`');
            flags.pad(self.out, &raw);
        } else if flags.plus {
            flags.pad(self.out, quote_ascii(text).as_bytes());
        } else if flags.width.is_none() {
            append_quoted(self.out, text);
        } else {
            let mut quoted = Vec::with_capacity(text.len() + 2);
            append_quoted(&mut quoted, text);
            flags.pad(self.out, &quoted);
        }
    }

    fn hex_string(&mut self, text: &[u8], alphabet: &[u8; 17]) {
        let flags = self.flags;
        let text = &text[..flags.precision.unwrap_or(usize::MAX).min(text.len())];
        let width = flags.width.unwrap_or(0);
        if text.is_empty() {
            flags.write_padding(self.out, width);
            return;
        }
        let mut hex = Vec::with_capacity(text.len() * 2);
        for (index, byte) in text.iter().enumerate() {
            if index > 0 && flags.space {
                hex.push(b' ');
            }
            if flags.sharp && (index == 0 || flags.space) {
                hex.extend_from_slice(&[b'0', alphabet[16]]);
            }
            hex.extend_from_slice(&[
                alphabet[usize::from(byte >> 4)],
                alphabet[usize::from(byte & 15)],
            ]);
        }
        let missing = width.saturating_sub(hex.len());
        if !flags.minus {
            flags.write_padding(self.out, missing);
        }
        self.out.extend_from_slice(&hex);
        if flags.minus {
            flags.write_padding(self.out, missing);
        }
    }

    pub(super) fn bytes(
        &mut self,
        bytes: &[u8],
        verb: char,
        type_name: &str,
        value: &Value,
    ) -> Result<(), Unprintable> {
        match verb {
            'v' | 'd' if self.flags.sharp_v => {
                self.out.extend_from_slice(type_name.as_bytes());
                self.out.push(b'{');
                for (index, byte) in bytes.iter().enumerate() {
                    self.separate(index);
                    self.hex(u64::from(*byte), true);
                }
                self.out.push(b'}');
                Ok(())
            }
            's' => {
                let text = self.flags.truncate(bytes);
                self.flags.pad(self.out, text);
                Ok(())
            }
            'q' | 'x' | 'X' => self.string(bytes, verb, value),
            _ => self.byte_list(bytes, verb),
        }
    }

    /// An address. Go's are not reproducible, so ours need not be equal, only alike.
    pub(super) fn pointer(&mut self, value: &Value, verb: char) -> Result<(), Unprintable> {
        let address = match value {
            Value::Map(map) if map.is_nil() => 0,
            Value::List(list) if list.is_nil() => 0,
            Value::Map(map) => map.identity(),
            Value::List(list) => list.identity(),
            Value::Bytes(bytes) => bytes.as_ptr().addr(),
            Value::Object(object) if object.kind() == Kind::Ptr => {
                std::ptr::from_ref(object.as_ref()).addr()
            }
            _ => return self.bad_verb(Some(value), verb),
        } as u64;
        match verb {
            'v' if self.flags.sharp_v => {
                self.out
                    .extend_from_slice(format!("({})(", value.type_name()).as_bytes());
                if address == 0 {
                    self.out.extend_from_slice(b"nil");
                } else {
                    self.hex(address, true);
                }
                self.out.push(b')');
            }
            'v' if address == 0 => self.flags.pad(self.out, b"<nil>"),
            'v' | 'p' => self.hex(address, !self.flags.sharp),
            'b' | 'o' | 'd' | 'x' | 'X' => return self.integer(address, false, verb, value),
            _ => return self.bad_verb(Some(value), verb),
        }
        Ok(())
    }
}

/// The rune with this number, U+FFFD when there is none.
fn rune_of(bits: u64) -> char {
    u32::try_from(bits)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The `#` flag of floats: a decimal point always, and trailing zeros for `%g`.
fn keep_point(text: &mut Vec<u8>, format: u8, precision: Option<usize>) {
    let hex = matches!(format, b'x' | b'X');
    let mut missing = match format {
        b'g' | b'G' | b'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let tail_at = text
        .iter()
        .position(|c| matches!(c, b'p' | b'P') || (!hex && matches!(c, b'e' | b'E')));
    let tail = tail_at.map(|at| text.split_off(at)).unwrap_or_default();
    let mut significant = false;
    let mut point = false;
    for c in &text[1..] {
        if *c == b'.' {
            point = true;
            continue;
        }
        significant |= *c != b'0';
        if significant {
            missing = missing.saturating_sub(1);
        }
    }
    if !point {
        if text.len() == 2 && text[1] == b'0' {
            missing = missing.saturating_sub(1);
        }
        text.push(b'.');
    }
    text.resize(text.len() + missing, b'0');
    text.extend_from_slice(&tail);
}

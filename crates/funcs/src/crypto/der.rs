//! Just enough of ASN.1's distinguished encoding rules for keys and certificates.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a context-specific element that holds another one.
pub(super) const fn explicit(number: u8) -> u8 {
    0xa0 | number
}

/// The tag of a context-specific element that replaces another tag.
pub(super) const fn implicit(number: u8) -> u8 {
    0x80 | number
}

/// An element with the given content.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.extend(u8::try_from(length));
    } else {
        let bytes = length.to_be_bytes();
        let skipped = bytes.iter().take_while(|b| **b == 0).count();
        out.extend(u8::try_from(bytes.len() - skipped).map(|count| 0x80 | count));
        out.extend_from_slice(&bytes[skipped..]);
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// An unsigned integer from its big-endian bytes.
pub(super) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let skipped = bytes.iter().take_while(|b| **b == 0).count();
    let digits = &bytes[skipped..];
    // A leading zero keeps the sign positive.
    let pad: &[u8] = if digits.first().is_none_or(|b| *b >= 0x80) {
        &[0]
    } else {
        &[]
    };
    element(INTEGER, &[pad, digits])
}

/// A bit string whose last byte has `unused` bits.
pub(super) fn bit_string(unused: u8, bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[unused], bytes])
}

/// An element that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'d> {
    pub(super) content: &'d [u8],
    /// Tag, length and content.
    pub(super) whole: &'d [u8],
}

/// Elements that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'d> {
    bytes: &'d [u8],
    offset: usize,
}

/// The header of an element: its tag, where its content begins, and how long that is.
struct Header {
    tag: u8,
    start: usize,
    length: usize,
}

fn syntax<T>(reason: &str) -> Result<T, String> {
    Err(format!("asn1: syntax error: {reason}"))
}

fn structure<T>(reason: &str) -> Result<T, String> {
    Err(format!("asn1: structure error: {reason}"))
}

impl<'d> Reader<'d> {
    pub(super) fn new(bytes: &'d [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.offset == self.bytes.len()
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'d [u8] {
        &self.bytes[self.offset..]
    }

    /// The tag of the next element.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.offset).copied()
    }

    fn header(&self) -> Result<Header, String> {
        let Some(tag) = self.peek() else {
            return syntax("sequence truncated");
        };
        let mut at = self.offset + 1;
        let Some(&first) = self.bytes.get(at) else {
            return syntax("truncated tag or length");
        };
        at += 1;
        if first < 0x80 {
            return Ok(Header {
                tag,
                start: at,
                length: usize::from(first),
            });
        }
        if first == 0x80 {
            return syntax("indefinite length found (not DER)");
        }
        let mut length = 0_usize;
        for _ in 0..first & 0x7f {
            let Some(&byte) = self.bytes.get(at) else {
                return syntax("truncated tag or length");
            };
            at += 1;
            if length >= 1 << 23 {
                return structure("length too large");
            }
            length = length << 8 | usize::from(byte);
            if length == 0 {
                return structure("superfluous leading zeros in length");
            }
        }
        if length < 0x80 {
            structure("non-minimal length")
        } else {
            Ok(Header {
                tag,
                start: at,
                length,
            })
        }
    }

    /// Reads the next element, whatever it is.
    pub(super) fn any(&mut self) -> Result<Element<'d>, String> {
        let header = self.header()?;
        let end = header.start + header.length;
        let Some(content) = self.bytes.get(header.start..end) else {
            return syntax("data truncated");
        };
        let whole = &self.bytes[self.offset..end];
        self.offset = end;
        Ok(Element { content, whole })
    }

    /// Reads an element of the given tag; `go_type` names the Go type it is for in the error.
    pub(super) fn expect(&mut self, tag: u8, go_type: &str) -> Result<Element<'d>, String> {
        let header = self.header()?;
        if header.tag != tag {
            let Header {
                tag: found,
                start,
                length,
            } = header;
            return structure(&format!(
                "tags don't match ({} vs {{class:{} tag:{} length:{length} isCompound:{}}}) {{optional:false \
                 explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 \
                 set:false omitEmpty:false}} {go_type} @{start}",
                tag & 0x1f,
                found >> 6,
                found & 0x1f,
                found & 0x20 != 0,
            ));
        }
        self.any()
    }

    /// Reads an element only if it has the given tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Element<'d>>, String> {
        if self.peek() == Some(tag) {
            self.any().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Reads a sequence.
    pub(super) fn sequence(&mut self, go_type: &str) -> Result<Self, String> {
        self.expect(SEQUENCE, go_type)
            .map(|element| Self::new(element.content))
    }

    /// Reads an integer that is not negative, as big-endian bytes without leading zeros. Negative ones come back
    /// as `None`.
    pub(super) fn integer(&mut self, go_type: &str) -> Result<Option<&'d [u8]>, String> {
        let content = self.expect(INTEGER, go_type)?.content;
        match content {
            [] => structure("empty integer"),
            [0, next, ..] if *next < 0x80 => structure("integer not minimally-encoded"),
            [0xff, next, ..] if *next >= 0x80 => structure("integer not minimally-encoded"),
            [first, ..] if *first >= 0x80 => Ok(None),
            [0, digits @ ..] | digits => Ok(Some(digits)),
        }
    }

    /// Reads an integer of 32 bits or less; a negative one is −1.
    pub(super) fn small_integer(&mut self) -> Result<i64, String> {
        let Some(digits) = self.integer("int")? else {
            return Ok(-1);
        };
        if digits.len() > 7 {
            return structure("integer too large");
        }
        Ok(digits
            .iter()
            .fold(0, |number, byte| number << 8 | i64::from(*byte)))
    }
}

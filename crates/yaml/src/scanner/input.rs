use std::borrow::Cow;

use super::bytes::width;

/// How much of its input go-yaml reads at a time. It decides which of two errors is met first, the bad
/// character or the bad syntax before it.
const CHUNK: usize = 512;

/// A character that YAML does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) problem: &'static str,
    /// The offset of the character in the text.
    pub(crate) offset: usize,
    /// Up to where the scanner can read before it meets the fault.
    pub(crate) wall: usize,
}

/// A text whose characters have been checked, in UTF-8 and without byte order mark.
#[derive(Debug)]
pub(crate) struct Input<'t> {
    pub(crate) text: Cow<'t, [u8]>,
    /// How many bytes of byte order mark were cut off.
    pub(crate) skipped: u32,
    pub(crate) fault: Option<Fault>,
}

impl<'t> Input<'t> {
    /// A text that is known to hold only allowed characters.
    pub(crate) fn trusted(text: &'t [u8]) -> Self {
        Self {
            text: Cow::Borrowed(text),
            skipped: 0,
            fault: None,
        }
    }

    pub(crate) fn new(text: &'t [u8]) -> Self {
        if let Some(rest) = text.strip_prefix(b"\xFF\xFE") {
            return transcode(rest, u16::from_le_bytes);
        }
        if let Some(rest) = text.strip_prefix(b"\xFE\xFF") {
            return transcode(rest, u16::from_be_bytes);
        }
        let (body, skipped) = match text.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (rest, 3),
            None => (text, 0),
        };
        Self {
            text: Cow::Borrowed(body),
            skipped,
            fault: find_fault(body, skipped as usize),
        }
    }
}

/// The first character that YAML does not allow. `skipped` bytes of the first chunk came before `text`.
fn find_fault(text: &[u8], skipped: usize) -> Option<Fault> {
    let mut at = 0;
    let (offset, problem, incomplete) = loop {
        at += simple_prefix(&text[at..]);
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        match check_char(rest) {
            Ok(len) => at += len,
            Err(Bad::Here(problem)) => break (at, problem, false),
            Err(Bad::Incomplete) => break (at, "incomplete UTF-8 octet sequence", true),
        }
    };
    let wall = if incomplete {
        offset
    } else {
        chunk_start(text, offset, skipped)
    };
    Some(Fault {
        problem,
        offset,
        wall,
    })
}

/// How many bytes at the start of `text` are ASCII characters that are allowed.
fn simple_prefix(text: &[u8]) -> usize {
    let ok = |byte: u8| (b' '..0x7F).contains(&byte) || matches!(byte, b'\n' | b'\t' | b'\r');
    let mut at = 0;
    for block in text.chunks_exact(32) {
        if !block.iter().fold(true, |all, &byte| all & ok(byte)) {
            break;
        }
        at += block.len();
    }
    at + text[at..].iter().take_while(|&&byte| ok(byte)).count()
}

enum Bad {
    Here(&'static str),
    Incomplete,
}

/// The length of the character at the start of `text`, when it is allowed.
fn check_char(text: &[u8]) -> Result<usize, Bad> {
    let len = width(text[0]);
    if len == 0 {
        return Err(Bad::Here("invalid leading UTF-8 octet"));
    }
    let Some(bytes) = text.get(..len) else {
        return Err(Bad::Incomplete);
    };
    let lead_bits = if len == 1 { 0x7F } else { 0x7F >> len };
    let mut code = u32::from(bytes[0] & lead_bits);
    for &byte in &bytes[1..] {
        if byte & 0xC0 != 0x80 {
            return Err(Bad::Here("invalid trailing UTF-8 octet"));
        }
        code = (code << 6) + u32::from(byte & 0x3F);
    }
    if matches!((len, code), (2, 0..0x80) | (3, 0..0x800) | (4, 0..0x1_0000)) {
        return Err(Bad::Here("invalid length of a UTF-8 sequence"));
    }
    if matches!(code, 0xD800..=0xDFFF | 0x11_0000..) {
        return Err(Bad::Here("invalid Unicode character"));
    }
    if is_allowed(code) {
        Ok(len)
    } else {
        Err(Bad::Here("control characters are not allowed"))
    }
}

fn is_allowed(code: u32) -> bool {
    matches!(
        code,
        0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x85 | 0xA0..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF
    )
}

/// Where the chunk begins in which the character at `offset` is read.
fn chunk_start(text: &[u8], offset: usize, skipped: usize) -> usize {
    let mut start = 0;
    let mut end = CHUNK - skipped;
    while end <= offset {
        // A character cut by the end of the chunk belongs to the next one.
        let mut cut = end;
        while text[cut] & 0xC0 == 0x80 {
            cut -= 1;
        }
        start = cut;
        end = start + CHUNK;
    }
    // The bad character itself may be cut as well.
    if offset + width(text[offset]) > end {
        offset
    } else {
        start
    }
}

/// UTF-16 text as UTF-8.
fn transcode<'t>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Input<'t> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut problem = None;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match check_utf16(rest, unit) {
            Ok((char, len)) => {
                text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                at += len;
            }
            Err(text) => {
                problem = Some(text);
                break;
            }
        }
    }
    let fault = problem.map(|problem| Fault {
        problem,
        offset: text.len(),
        wall: if problem.starts_with("incomplete") {
            text.len()
        } else {
            chunk_start_utf16(&text, at)
        },
    });
    Input {
        text: Cow::Owned(text),
        skipped: 0,
        fault,
    }
}

fn check_utf16(rest: &[u8], unit: fn([u8; 2]) -> u16) -> Result<(char, usize), &'static str> {
    let at = |index: usize| {
        rest.get(index..index + 2)
            .map(|pair| unit([pair[0], pair[1]]))
    };
    let high = at(0).ok_or("incomplete UTF-16 character")?;
    let (code, len) = match high {
        0xDC00..=0xDFFF => return Err("unexpected low surrogate area"),
        0xD800..=0xDBFF => {
            let low = at(2).ok_or("incomplete UTF-16 surrogate pair")?;
            if low & 0xFC00 != 0xDC00 {
                return Err("expected low surrogate area");
            }
            (
                0x1_0000 + ((u32::from(high) & 0x3FF) << 10) + (u32::from(low) & 0x3FF),
                4,
            )
        }
        code => (u32::from(code), 2),
    };
    match char::from_u32(code) {
        Some(char) if is_allowed(code) => Ok((char, len)),
        _ => Err("control characters are not allowed"),
    }
}

/// How much of the UTF-8 text came from the chunks before the one that holds byte `at` of the UTF-16 text.
fn chunk_start_utf16(text: &[u8], at: usize) -> usize {
    let mut start = 0;
    let mut end = CHUNK - 2;
    let mut units = 0;
    for (offset, char) in String::from_utf8_lossy(text).char_indices() {
        let next = units + char.len_utf16() * 2;
        if next > end {
            start = offset;
            end = units + CHUNK;
        }
        units = next;
    }
    if at + 2 > end { text.len() } else { start }
}

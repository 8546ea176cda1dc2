//! Classes of bytes.

/// Space or tab.
pub(super) const BLANK: u8 = 1;
/// Carriage return, line feed or the end of the text.
pub(super) const BREAK: u8 = 2;
/// The first byte of a character that may be a line break (NEL, LS, PS).
pub(super) const WIDE_BREAK: u8 = 4;
/// A character that can end a plain scalar inside a flow collection.
pub(super) const FLOW: u8 = 8;
/// The colon.
pub(super) const COLON: u8 = 16;
/// Quotation marks and the backslash.
pub(super) const QUOTE: u8 = 32;

const fn build() -> [u8; 256] {
    let mut table = [0; 256];
    table[0] = BREAK;
    table[b'\n' as usize] = BREAK;
    table[b'\r' as usize] = BREAK;
    table[b' ' as usize] = BLANK;
    table[b'\t' as usize] = BLANK;
    table[0xC2] = WIDE_BREAK;
    table[0xE2] = WIDE_BREAK;
    table[b',' as usize] = FLOW;
    table[b'?' as usize] = FLOW;
    table[b'[' as usize] = FLOW;
    table[b']' as usize] = FLOW;
    table[b'{' as usize] = FLOW;
    table[b'}' as usize] = FLOW;
    table[b':' as usize] = COLON;
    table[b'\'' as usize] = QUOTE;
    table[b'"' as usize] = QUOTE;
    table[b'\\' as usize] = QUOTE;
    table
}

const CLASSES: [u8; 256] = build();

/// Whether `byte` belongs to one of the classes in `mask`.
#[inline]
pub(super) fn is(byte: u8, mask: u8) -> bool {
    CLASSES[byte as usize] & mask != 0
}

/// Letters, digits, `_` and `-`: what names of anchors, handles and directives are made of.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The number of bytes of the character that begins with `lead`; 0 when none does.
pub(super) fn width(lead: u8) -> usize {
    match lead {
        0x00..=0x7F => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 0,
    }
}

/// The number of characters in a run of UTF-8.
pub(super) fn count_chars(run: &[u8]) -> u32 {
    let count = run.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    u32::try_from(count).expect("texts are shorter than 4 GiB")
}

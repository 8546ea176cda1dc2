//! Which texts the fast reader takes, and its lines.

/// Whether the text is made of characters the fast reader can take for what they are: printable ones, tabs and
/// line feeds. Other line breaks and a byte order mark need the full parser.
pub(super) fn is_ordinary(text: &[u8]) -> bool {
    let mut at = 0;
    loop {
        at += ordinary_prefix(&text[at..]);
        match text.get(at..) {
            None | Some([]) => return true,
            Some(rest) => match wide_char(rest) {
                Some(len) => at += len,
                None => return false,
            },
        }
    }
}

/// How many bytes at the start are printable ASCII, tabs or line feeds.
fn ordinary_prefix(text: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let mut at = 0;
    for block in text.chunks_exact(BLOCK) {
        // Without branches, so that the compiler compares many bytes at once.
        let bad = block
            .iter()
            .fold(0, |bad, &byte| bad | u8::from(!is_ordinary_byte(byte)));
        if bad != 0 {
            break;
        }
        at += BLOCK;
    }
    at + text[at..]
        .iter()
        .take_while(|&&byte| is_ordinary_byte(byte))
        .count()
}

#[inline]
fn is_ordinary_byte(byte: u8) -> bool {
    byte.wrapping_sub(b' ') < 0x5F || byte == b'\n' || byte == b'\t'
}

/// The length of a character beyond ASCII that is printable and no line break.
fn wide_char(text: &[u8]) -> Option<usize> {
    let continues =
        |count: usize| text.len() > count && text[1..=count].iter().all(|byte| byte & 0xC0 == 0x80);
    match text {
        [0xC2, second, ..] => (0xA0..=0xBF).contains(second).then_some(2),
        [0xC3..=0xDF, ..] => continues(1).then_some(2),
        [0xE2, 0x80, 0xA8 | 0xA9, ..]
        | [0xEF, 0xBB, 0xBF, ..]
        | [0xEF, 0xBF, 0xBE | 0xBF, ..]
        | [0xE0, 0x80..=0x9F, ..]
        | [0xED, 0xA0..=0xBF, ..]
        | [0xF0, 0x80..=0x8F, ..]
        | [0xF4, 0x90..=0xBF, ..] => None,
        [0xE0..=0xEF, ..] => continues(2).then_some(3),
        [0xF0..=0xF4, ..] => continues(3).then_some(4),
        _ => None,
    }
}

/// The number of spaces at `at`.
#[inline]
pub(super) fn count_spaces(text: &[u8], at: usize) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    let mut rest = &text[at..];
    let mut count = 0;
    // Indentation is deep in long manifests, so spaces are counted eight at a time.
    while let Some((block, after)) = rest.split_first_chunk::<8>() {
        let differs = u64::from_le_bytes(*block) ^ SPACES;
        if differs != 0 {
            return count + (differs.trailing_zeros() / 8) as usize;
        }
        count += 8;
        rest = after;
    }
    count + rest.iter().take_while(|&&byte| byte == b' ').count()
}

/// Where the line at `at` ends: at its line feed, or at the end of the text.
#[inline]
pub(super) fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |len| at + len)
}

//! Which styles a string can be written in.

use super::writer::Dialect;

/// What the emitter has to know about a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent finding"
)]
pub(super) struct Analysis {
    /// Whether it holds line breaks.
    pub(super) multiline: bool,
    /// Whether one of them is a line feed.
    pub(super) line_feed: bool,
    pub(super) plain: bool,
    pub(super) single_quoted: bool,
    pub(super) literal: bool,
    /// Whether it holds characters that JSON text read as YAML changes or refuses: DEL, C1 controls, U+FFFE/F.
    pub(super) exotic: bool,
}

/// Bytes that need no look at their neighbours and no escape, except at the start of a string.
const fn build_plain() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = b' ';
    while byte < 0x7F {
        table[byte as usize] = !matches!(byte, b' ' | b'#' | b':');
        byte += 1;
    }
    table
}

const ORDINARY: [bool; 256] = build_plain();

/// What the characters before the current one were.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Other,
    Space,
    Break,
}

/// Looks at a string, which must be UTF-8.
pub(super) fn analyze(text: &[u8], dialect: Dialect) -> Analysis {
    let Some(&first) = text.first() else {
        return Analysis {
            multiline: false,
            line_feed: false,
            plain: true,
            single_quoted: true,
            literal: false,
            exotic: false,
        };
    };
    let mut indicators = starts_with_indicator(text, first);
    let (mut breaks, mut special, mut tabs, mut exotic) = (false, false, false, false);
    let (mut break_space, mut space_break) = (false, false);
    let mut before = Before::Other;
    let mut after_white = true;
    let mut at = 0;
    while at < text.len() {
        let run = text[at..]
            .iter()
            .take_while(|&&byte| ORDINARY[byte as usize])
            .count();
        if run > 0 {
            at += run;
            before = Before::Other;
            after_white = false;
            continue;
        }
        match text[at] {
            b' ' => {
                break_space |= before == Before::Break;
                before = Before::Space;
                after_white = true;
                at += 1;
                continue;
            }
            b':' => {
                indicators |= at > 0 && matches!(text.get(at + 1), None | Some(b' ' | b'\t'));
                after_white = false;
            }
            b'#' => {
                indicators |= after_white;
                after_white = false;
            }
            b'\t' => {
                tabs = true;
                after_white = true;
            }
            _ => {
                let (len, class) = classify(&text[at..]);
                special |= class.special;
                exotic |= class.exotic;
                after_white = class.is_break || text[at] == 0;
                if class.is_break {
                    breaks = true;
                    space_break |= before == Before::Space;
                    before = Before::Break;
                    at += len;
                    continue;
                }
                at += len - 1;
            }
        }
        before = Before::Other;
        at += 1;
    }
    let leads = first == b' ' || is_break_at(text, 0);
    let trails = before != Before::Other;
    let quoted_only = space_break || special || tabs;
    Analysis {
        multiline: breaks,
        line_feed: breaks && memchr::memchr(b'\n', text).is_some(),
        plain: !(leads || trails || breaks || break_space || quoted_only || indicators),
        single_quoted: !(break_space || quoted_only),
        literal: !(before == Before::Space
            || space_break
            || special
            || tabs && dialect == Dialect::Compact),
        exotic,
    }
}

fn starts_with_indicator(text: &[u8], first: u8) -> bool {
    let blank_follows = matches!(text.get(1), None | Some(b' ' | b'\t'));
    match first {
        b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
        | b'"' | b'%' | b'@' | b'`' => true,
        b'?' | b':' => blank_follows,
        b'-' => blank_follows || text.starts_with(b"---"),
        b'.' => text.starts_with(b"..."),
        _ => false,
    }
}

pub(super) fn is_break_at(text: &[u8], at: usize) -> bool {
    matches!(
        text.get(at..).unwrap_or_default(),
        [b'\n' | b'\r', ..] | [0xC2, 0x85, ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..]
    )
}

pub(super) struct Class {
    pub(super) is_break: bool,
    /// Whether it has to be escaped.
    pub(super) special: bool,
    pub(super) exotic: bool,
}

/// The length and the class of the character at the start of `text`.
pub(super) fn classify(text: &[u8]) -> (usize, Class) {
    let class = |special, exotic| Class {
        is_break: false,
        special,
        exotic,
    };
    match text {
        [b'\n', ..] => (
            1,
            Class {
                is_break: true,
                special: false,
                exotic: false,
            },
        ),
        [b'\r', ..] => (
            1,
            Class {
                is_break: true,
                special: true,
                exotic: false,
            },
        ),
        [0x7F, ..] => (1, class(true, true)),
        [b' '..=0x7E, ..] => (1, class(false, false)),
        [0..=0x7F, ..] => (1, class(true, false)),
        [0xC2, 0x85, ..] => (
            2,
            Class {
                is_break: true,
                special: true,
                exotic: true,
            },
        ),
        [0xC2, 0x80..=0x9F, ..] => (2, class(true, true)),
        [0xC2..=0xDF, ..] => (2, class(false, false)),
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => (
            3,
            Class {
                is_break: true,
                special: false,
                exotic: false,
            },
        ),
        [0xEF, 0xBB, 0xBF, ..] => (3, class(true, false)),
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => (3, class(true, true)),
        [0xE0..=0xEF, ..] => (3, class(false, false)),
        _ => (4.min(text.len().max(1)), class(true, false)),
    }
}

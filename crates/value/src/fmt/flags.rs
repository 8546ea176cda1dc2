use crate::unicode::count_runes;

/// The flags, width and precision of one verb.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the flags of the verb, each independent"
)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`
    pub(super) plus_v: bool,
    /// `%#v`
    pub(super) sharp_v: bool,
}

impl Flags {
    /// Writes `count` bytes of padding: zeros when asked for and on the left, else spaces.
    pub(super) fn write_padding(self, out: &mut Vec<u8>, count: usize) {
        let byte = if self.zero && !self.minus { b'0' } else { b' ' };
        out.resize(out.len() + count, byte);
    }

    /// Writes `text` padded to the width, counted in runes.
    pub(super) fn pad(self, out: &mut Vec<u8>, text: &[u8]) {
        let Some(width) = self.width.filter(|width| *width > 0) else {
            out.extend_from_slice(text);
            return;
        };
        let missing = width.saturating_sub(count_runes(text));
        if self.minus {
            out.extend_from_slice(text);
            self.write_padding(out, missing);
        } else {
            self.write_padding(out, missing);
            out.extend_from_slice(text);
        }
    }

    /// The same with spaces only, for numbers whose zeros are written already.
    pub(super) fn pad_with_spaces(self, out: &mut Vec<u8>, text: &[u8]) {
        Self {
            zero: false,
            ..self
        }
        .pad(out, text);
    }

    /// The first `precision` runes of `text`.
    pub(super) fn truncate(self, text: &[u8]) -> &[u8] {
        let Some(limit) = self.precision else {
            return text;
        };
        let mut end = 0;
        for _ in 0..limit {
            if end >= text.len() {
                break;
            }
            end += crate::unicode::decode_rune(&text[end..]).1;
        }
        &text[..end]
    }
}

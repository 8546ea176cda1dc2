//! Double-quoted strings.

use super::analysis::classify;
use super::writer::Writer;

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl Writer {
    pub(super) fn write_double_quoted(&mut self, text: &[u8], may_fold: bool) {
        self.separate();
        self.write_indicator(b"\"");
        // go-yaml looks for a byte order mark at the start of the string, wherever it is.
        let escape_all = text.starts_with(BOM);
        let mut spaces = false;
        let mut at = 0;
        while at < text.len() {
            let (len, class) = classify(&text[at..]);
            if class.special || class.is_break || escape_all || matches!(text[at], b'"' | b'\\') {
                self.write_escape(&text[at..at + len]);
                at += len;
                spaces = false;
            } else if text[at] == b' ' {
                let inside = at > 0 && at + 1 < text.len();
                if may_fold && !spaces && self.column > self.width() && inside {
                    self.write_indent();
                    // A space at the start of the next line has to be escaped.
                    let escapes = usize::from(text[at + 1] == b' ');
                    self.put_text(&b"\\"[..escapes]);
                } else {
                    self.put(b' ');
                }
                at += 1;
                spaces = true;
            } else {
                // Letters and digits are the common case; everything else is looked at one by one.
                let word = text[at..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
                let end = at + word.max(len);
                self.put_text(&text[at..end]);
                at = end;
                spaces = false;
            }
        }
        self.write_indicator(b"\"");
    }

    fn write_escape(&mut self, char: &[u8]) {
        let code = std::str::from_utf8(char)
            .ok()
            .and_then(|text| text.chars().next())
            .map_or(0, u32::from);
        let short = match code {
            0x00 => b'0',
            0x07 => b'a',
            0x08 => b'b',
            0x09 => b't',
            0x0A => b'n',
            0x0B => b'v',
            0x0C => b'f',
            0x0D => b'r',
            0x1B => b'e',
            0x22 => b'"',
            0x5C => b'\\',
            0x85 => b'N',
            0xA0 => b'_',
            0x2028 => b'L',
            0x2029 => b'P',
            _ => 0,
        };
        self.put(b'\\');
        if short != 0 {
            self.put(short);
            return;
        }
        let text = match code {
            0..=0xFF => format!("x{code:02X}"),
            0x100..=0xFFFF => format!("u{code:04X}"),
            _ => format!("U{code:08X}"),
        };
        self.out.extend_from_slice(text.as_bytes());
        self.column += text.len();
    }
}

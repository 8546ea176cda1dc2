use std::borrow::Cow;

use crate::scanner::unquote;

/// The text of a scalar as it is written; it is decoded when somebody wants it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'t> {
    /// Plain, on one line.
    Plain(&'t [u8]),
    /// Plain, on several lines, with white space around the line breaks.
    PlainLines(&'t [u8]),
    /// Quoted, and the same as it is written.
    Verbatim(&'t [u8]),
    /// In single quotes, with quotes or line breaks inside.
    Single(&'t [u8]),
    /// In double quotes, which are part of it, with escapes or line breaks inside.
    Double(&'t [u8]),
    /// A literal or folded block.
    Block(Block<'t>),
}

/// The lines of a block scalar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'t> {
    /// Whole lines, with their indentation.
    pub(super) lines: &'t [u8],
    pub(super) indent: usize,
    pub(super) folded: bool,
    /// `+`, `-` or nothing (0).
    pub(super) chomping: u8,
}

impl<'t> Text<'t> {
    /// Whether the text decides about the type.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain(_) | Self::PlainLines(_))
    }

    pub(super) fn decode(self) -> Cow<'t, [u8]> {
        match self {
            Self::Plain(text) | Self::Verbatim(text) => Cow::Borrowed(text),
            Self::PlainLines(text) => Cow::Owned(fold(text, Vec::extend_from_slice)),
            Self::Single(text) => Cow::Owned(fold(text, |out, line| {
                let mut rest = line;
                while let Some(quote) = memchr::memchr(b'\'', rest) {
                    out.extend_from_slice(&rest[..=quote]);
                    rest = &rest[quote + 2..];
                }
                out.extend_from_slice(rest);
            })),
            // The reader has checked the escapes.
            Self::Double(text) => Cow::Owned(unquote(text).unwrap_or_default()),
            Self::Block(block) => Cow::Owned(block.decode()),
        }
    }
}

/// Joins lines: one line break becomes a space, of several the first is dropped. White space around breaks goes.
fn fold(text: &[u8], push: impl Fn(&mut Vec<u8>, &[u8])) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut lines = text.split(|&byte| byte == b'\n').peekable();
    let mut is_first = true;
    let mut breaks = 0;
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let line = if is_first { line } else { trim_start(line) };
        let line = if is_last { line } else { trim_end(line) };
        if is_first || is_last || !line.is_empty() {
            match breaks {
                0 => {}
                1 => out.push(b' '),
                _ => out.resize(out.len() + breaks - 1, b'\n'),
            }
            breaks = 0;
            push(&mut out, line);
        }
        is_first = false;
        breaks += 1;
    }
    out
}

fn trim_start(line: &[u8]) -> &[u8] {
    let blanks = line
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    &line[blanks..]
}

fn trim_end(line: &[u8]) -> &[u8] {
    let blanks = line
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    &line[..line.len() - blanks]
}

impl Block<'_> {
    fn decode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines.len());
        // Line breaks are held back until it is known what follows them.
        let mut breaks = 0;
        let mut started = false;
        let mut after_blank = false;
        let mut lines = self.lines.split(|&byte| byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            let content = line.get(self.indent..).unwrap_or_default();
            if let Some(first) = content.first() {
                let blank = matches!(first, b' ' | b'\t');
                let joins = self.folded && started && !after_blank && !blank;
                if joins && breaks == 1 {
                    out.push(b' ');
                }
                breaks -= usize::from(joins);
                out.resize(out.len() + breaks, b'\n');
                out.extend_from_slice(content);
                breaks = 0;
                started = true;
                after_blank = blank;
            }
            // What follows the last line break is no line.
            breaks += usize::from(lines.peek().is_some());
        }
        let kept = match self.chomping {
            b'-' => 0,
            b'+' => breaks,
            _ => breaks.min(usize::from(started)),
        };
        out.resize(out.len() + kept, b'\n');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: Text<'_>) -> String {
        String::from_utf8_lossy(&text.decode()).into_owned()
    }

    #[test]
    fn folding() {
        assert_eq!(
            decoded(Text::PlainLines(b"a b \n  c\n\n \n  d")),
            "a b c\n\nd"
        );
        assert_eq!(decoded(Text::Double(b"\"\n a\\t\n\"")), " a\t ");
        assert_eq!(decoded(Text::Single(b"it''s\n''x''")), "it's 'x'");
    }

    #[test]
    fn blocks() {
        let block = |lines, folded, chomping| {
            decoded(Text::Block(Block {
                lines,
                indent: 2,
                folded,
                chomping,
            }))
        };
        assert_eq!(
            block(b"\n  a\n\n   b\n  c\n \n", false, 0),
            "\na\n\n b\nc\n"
        );
        assert_eq!(
            block(b"  a\n  b\n\n  c\n   d\n  e\n", true, b'-'),
            "a b\nc\n d\ne"
        );
        assert_eq!(block(b"  a\n\n\n", false, b'+'), "a\n\n\n");
        assert_eq!(block(b"  a", false, 0), "a");
        assert_eq!(block(b"\n\n", false, 0), "");
        assert_eq!(block(b"\n\n", false, b'+'), "\n\n");
    }
}

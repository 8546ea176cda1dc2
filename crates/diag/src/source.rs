use std::sync::Arc;

use crate::{Excerpt, Location, Span, escape_controls};

/// A place in a text as people count: line and column from one, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from one.
    pub line: u32,
    /// The column in characters, from one.
    pub column: u32,
}

/// How many characters of a line an excerpt shows at most.
const EXCERPT_WIDTH: usize = 160;

/// A named source text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<[u8]>,
}

impl SourceFile {
    /// A source text under the name that messages show.
    pub fn new(name: impl Into<Arc<str>>, text: impl AsRef<[u8]>) -> Self {
        Self {
            name: name.into(),
            text: Arc::from(text.as_ref()),
        }
    }

    /// The name of the source.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of the source.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Line and column of a byte offset; offsets past the end count as the end.
    pub fn position(&self, offset: u32) -> Position {
        let before = &self.text[..self.clamp(offset)];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let column = String::from_utf8_lossy(&before[line_start..])
            .chars()
            .count()
            + 1;
        Position {
            line: count(line),
            column: count(column),
        }
    }

    /// The offset of the first byte of `line` (from one), or `None` when there are fewer lines.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        match line {
            0 => None,
            1 => Some(0),
            _ => memchr::memchr_iter(b'\n', &self.text)
                .nth(line as usize - 2)
                .map(|at| count(at + 1)),
        }
    }

    /// The bytes of `line` (from one) without its line end.
    pub fn line(&self, line: u32) -> Option<&[u8]> {
        let rest = &self.text[self.line_start(line)? as usize..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Some(rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]))
    }

    /// The location of a span, with the excerpt of its first line.
    pub fn locate(&self, span: Span) -> Location {
        let position = self.position(span.start);
        let line = self.line(position.line).unwrap_or_default();
        let start = self.line_start(position.line).unwrap_or_default() as usize;
        let from = self.clamp(span.start) - start;
        let to = (self.clamp(span.end) - start).clamp(from, line.len().max(from));
        Location {
            file: self.name.to_string(),
            line: position.line,
            column: position.column,
            excerpt: Some(excerpt(line, from, to)),
        }
    }

    /// The location of a whole line, marked from its first character that is not blank.
    pub fn locate_line(&self, line: u32) -> Location {
        let Some(start) = self.line_start(line) else {
            return Location {
                file: self.name.to_string(),
                line,
                column: 1,
                excerpt: None,
            };
        };
        let text = self.line(line).unwrap_or_default();
        let indent = text
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let end = text.trim_ascii_end().len().max(indent);
        self.locate(Span::new(start + count(indent), start + count(end)))
    }

    fn clamp(&self, offset: u32) -> usize {
        (offset as usize).min(self.text.len())
    }
}

/// Cuts a line to a readable width around the marked bytes `from..to`.
fn excerpt(line: &[u8], from: usize, to: usize) -> Excerpt {
    let from = from.min(line.len());
    let to = to.min(line.len());
    let before = escape_controls(&String::from_utf8_lossy(&line[..from])).into_owned();
    let marked = escape_controls(&String::from_utf8_lossy(&line[from..to])).into_owned();
    let after = escape_controls(&String::from_utf8_lossy(&line[to..])).into_owned();
    let skipped = before.chars().count().saturating_sub(EXCERPT_WIDTH / 2);
    let before: String = if skipped > 0 {
        std::iter::once('…')
            .chain(before.chars().skip(skipped + 1))
            .collect()
    } else {
        before
    };
    let column = before.chars().count();
    let width = marked
        .chars()
        .count()
        .clamp(1, EXCERPT_WIDTH - column.min(EXCERPT_WIDTH - 1));
    let mut text = before + &marked + &after;
    if let Some((cut, _)) = text.char_indices().nth(EXCERPT_WIDTH) {
        text.truncate(cut);
        text.push('…');
    }
    Excerpt {
        text,
        column: count(column),
        width: count(width),
    }
}

/// Texts are below 4 GiB by the limits of loading; a larger count saturates.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let file = SourceFile::new("f", "a\nbé=c\r\nd");
        for (offset, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 2, 1),
            (5, 2, 3),
            (6, 2, 4),
            (9, 3, 1),
            (99, 3, 2),
        ] {
            assert_eq!(
                file.position(offset),
                Position { line, column },
                "offset {offset}"
            );
        }
        assert_eq!(file.line(2), Some("bé=c".as_bytes()));
        assert_eq!(file.line(4), None);
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let file = SourceFile::new("f", "x".repeat(1000) + "MARK" + &"y".repeat(1000));
        let excerpt = file
            .locate(Span::new(1000, 1004))
            .excerpt
            .expect("the line exists");
        assert!(excerpt.text.chars().count() <= EXCERPT_WIDTH + 1);
        let marked: String = excerpt
            .text
            .chars()
            .skip(excerpt.column as usize)
            .take(excerpt.width as usize)
            .collect();
        assert_eq!(marked, "MARK");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let file = SourceFile::new("f", "a\x1b[31mb");
        assert_eq!(
            file.locate(Span::new(0, 1))
                .excerpt
                .expect("the line exists")
                .text,
            "a\\x1b[31mb"
        );
    }
}

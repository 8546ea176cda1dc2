//! Finding comments, and telling which lines they stand on.

use steersman_diag::Span;

/// One line of comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// With its `#`, without white space around it.
    pub(crate) text: Vec<u8>,
    pub(super) offset: usize,
    pub(super) column: usize,
    /// Whether nothing else is on its line.
    pub(super) alone: bool,
    pub(crate) blank_before: bool,
    pub(crate) blank_after: bool,
}

/// The comments of a text; `scalars` are the spans of scalars, in which there are none, in the order of the text.
pub(super) fn find_comments(text: &[u8], scalars: &[Span]) -> Vec<Comment> {
    let mut scalars = scalars.iter().peekable();
    let mut comments = Vec::new();
    let mut line_start = 0;
    let mut blank_before = false;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let end = line_start + line.len();
        if let Some(offset) = comment_in(text, (line_start, end), &mut scalars) {
            let before = &text[line_start..offset];
            let next = text[end..].split(|&byte| byte == b'\n').next();
            comments.push(Comment {
                text: text[offset..end].trim_ascii_end().to_vec(),
                offset,
                column: before.len(),
                alone: before.iter().all(u8::is_ascii_whitespace),
                blank_before,
                blank_after: end < text.len()
                    && next.is_some_and(|next| next.trim_ascii().is_empty()),
            });
        }
        blank_before = line.trim_ascii().is_empty();
        line_start = end;
    }
    comments
}

/// Where the comment of a line begins.
fn comment_in<'a>(
    text: &[u8],
    (start, end): (usize, usize),
    scalars: &mut std::iter::Peekable<impl Iterator<Item = &'a Span>>,
) -> Option<usize> {
    let mut at = start;
    while at < end {
        while scalars.peek().is_some_and(|span| span.end as usize <= at) {
            scalars.next();
        }
        if let Some(span) = scalars.peek()
            && span.start as usize <= at
        {
            at = span.end as usize;
            continue;
        }
        let after_white = at == start || text[at - 1].is_ascii_whitespace();
        if text[at] == b'#' && after_white {
            return Some(at);
        }
        at += 1;
    }
    None
}

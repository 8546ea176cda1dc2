//! PEM text as Go's `encoding/pem` writes and finds it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::encoding::decode_base64;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"\n-----END ";
const DASHES: &[u8] = b"-----";
const LINE: usize = 64;

/// A block of PEM text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) label: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

/// The text of a block.
pub(super) fn encode(label: &str, bytes: &[u8]) -> String {
    let body = STANDARD.encode(bytes);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = &body[..];
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out + "-----END " + label + "-----\n"
}

/// The first block in `text`.
pub(super) fn decode(text: &[u8]) -> Option<Block> {
    let mut rest = text;
    loop {
        let end = find(rest, END)?;
        let after_end = &rest[end + END.len()..];
        // The last start before the first end: starts without an end are skipped.
        let begin = rfind(&rest[..end], BEGIN).filter(|at| *at == 0 || rest[at - 1] == b'\n');
        if let Some(block) =
            begin.and_then(|at| decode_block(&rest[at + BEGIN.len()..=end], after_end))
        {
            return Some(block);
        }
        rest = after_end;
    }
}

/// Reads a block from after its `BEGIN` to the line break before its `END`, and what follows that word.
fn decode_block(text: &[u8], after_end: &[u8]) -> Option<Block> {
    let (line, mut body) = take_line(text);
    let label = line.strip_suffix(DASHES)?;
    // Lines with a colon are headers.
    loop {
        let (line, next) = take_line(body);
        if !line.contains(&b':') {
            break;
        }
        if next.is_empty() {
            return None;
        }
        body = next;
    }
    let trailer = after_end.strip_prefix(label)?.strip_prefix(DASHES)?;
    if !take_line(trailer).0.is_empty() {
        return None;
    }
    let data: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| !matches!(b, b' ' | b'\t'))
        .collect();
    let bytes = decode_base64(&data).ok()?;
    Some(Block {
        label: label.into(),
        bytes,
    })
}

/// The first line without trailing blanks, and the text after it.
fn take_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match text.iter().position(|b| *b == b'\n') {
        Some(end) => (
            text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]),
            &text[end + 1..],
        ),
        None => (text, &text[text.len()..]),
    };
    let kept = line
        .iter()
        .rposition(|b| !matches!(b, b' ' | b'\t'))
        .map_or(0, |last| last + 1);
    (&line[..kept], rest)
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}

fn rfind(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(text, needle)
}

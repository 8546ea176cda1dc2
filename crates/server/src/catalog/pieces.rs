//! The pieces of an index as they were made, kept beside the snapshot: a start needs not write and compress a hundred
//! thousand entries again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::joint::Joint;
use super::segment::Segment;

/// The number of the format.
const FORMAT: u32 = 1;
/// Bytes of what stands before the content of a piece.
const HEAD: usize = 25;

/// A piece with what stands before it in the index.
pub(super) type Piece = (Joint, Arc<Segment>);

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "steer-pieces")]
    format: u32,
    /// The snapshot whose chunks they are made of.
    base: String,
    /// The form of the index and how its URLs begin.
    layout: String,
}

/// The first line, with its end.
pub(super) fn header_of(base: &str, layout: &str) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        base: base.to_owned(),
        layout: layout.to_owned(),
    };
    let mut text = serde_json::to_vec(&header).expect("texts and numbers are JSON");
    text.push(b'\n');
    text
}

/// Adds a piece.
pub(super) fn append(out: &mut Vec<u8>, (joint, piece): &Piece) {
    let joint = match joint {
        Joint::First => 0,
        Joint::Same => 1,
        Joint::Other => 2,
    };
    let frame = piece.ready_zstd().unwrap_or_default();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    out.push(joint);
    out.extend_from_slice(&(piece.plain as u64).to_le_bytes());
    out.extend_from_slice(&piece.crc.to_le_bytes());
    out.extend_from_slice(&check(&piece.deflated, frame).to_le_bytes());
    out.extend_from_slice(&length(&piece.deflated));
    out.extend_from_slice(&length(frame));
    out.extend_from_slice(&piece.deflated);
    out.extend_from_slice(frame);
}

/// Reads the pieces of that snapshot and layout; `None` when they are others, or damaged.
pub(super) fn parse(text: &[u8], base: &str, layout: &str) -> Option<Vec<Piece>> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let header: Header = serde_json::from_slice(&text[..end]).ok()?;
    if header.format != FORMAT || header.base != base || header.layout != layout {
        return None;
    }
    let mut rest = &text[end + 1..];
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        pieces.push(take(&mut rest)?);
    }
    Some(pieces)
}

fn take(rest: &mut &[u8]) -> Option<Piece> {
    let (head, content) = rest.split_at_checked(HEAD)?;
    let four = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let joint = match head[0] {
        0 => Joint::First,
        1 => Joint::Same,
        2 => Joint::Other,
        _ => return None,
    };
    let plain = u64::from_le_bytes(head.get(1..9)?.try_into().ok()?);
    let size = |at: usize| usize::try_from(four(at)?).ok();
    let (deflated, content) = content.split_at_checked(size(17)?)?;
    let (frame, content) = content.split_at_checked(size(21)?)?;
    *rest = content;
    if four(13)? != check(deflated, frame) {
        return None;
    }
    let plain = usize::try_from(plain).ok()?;
    let piece = Segment::restored(deflated, plain, four(9)?, frame);
    Some((joint, Arc::new(piece)))
}

fn check(deflated: &[u8], frame: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(deflated);
    sum.update(frame);
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::joint::Joint;
    use super::super::segment::Segment;
    use super::{append, header_of, parse};

    #[test]
    fn come_back_as_they_were() {
        let with_frame = Segment::new(b"some text some text");
        with_frame.zstd();
        let pieces = [
            (Joint::First, Arc::new(with_frame)),
            (Joint::Other, Arc::new(Segment::new(b""))),
            (Joint::Same, Arc::new(Segment::new(b"more"))),
        ];
        let mut text = header_of("b", "Yaml ");
        for piece in &pieces {
            append(&mut text, piece);
        }
        let read = parse(&text, "b", "Yaml ").unwrap();
        for ((joint, piece), (found, again)) in pieces.iter().zip(&read) {
            assert_eq!((joint, piece.inflate()), (found, again.inflate()));
            assert_eq!((piece.crc, piece.plain), (again.crc, again.plain));
            assert_eq!(piece.ready_zstd(), again.ready_zstd());
        }
        assert!(parse(&text, "c", "Yaml ").is_none());
        assert!(parse(&text, "b", "Json ").is_none());
        assert!(parse(&text[..text.len() - 1], "b", "Yaml ").is_none());
        let last = text.len() - 1;
        text[last] ^= 1;
        assert!(parse(&text, "b", "Yaml ").is_none());
    }
}

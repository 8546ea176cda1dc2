//! OpenPGP's ASCII armor (RFC 9580, section 6): blocks of base64 between `-----BEGIN …-----` and `-----END …-----`.

use std::io::Read as _;

use pgp::armor::{BlockType, Dearmor};

/// A block without its armor.
pub(crate) struct Block {
    pub(crate) kind: BlockType,
    pub(crate) body: Vec<u8>,
}

/// The blocks of a text, in their order.
///
/// # Errors
/// What is wrong with a block.
pub(crate) fn blocks(text: &[u8]) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = find(rest, b"-----BEGIN ") {
        let block = &rest[start..];
        let length = extent(block).ok_or_else(|| "unexpected EOF".to_owned())?;
        blocks.push(decode(&block[..length])?);
        rest = &block[length..];
    }
    Ok(blocks)
}

/// Takes the armor off one block.
pub(crate) fn decode(block: &[u8]) -> Result<Block, String> {
    let mut reader = Dearmor::new(block);
    let mut body = Vec::new();
    reader
        .read_header()
        .and_then(|()| Ok(reader.read_to_end(&mut body)?))
        .map_err(|error| error.to_string())?;
    let kind = reader
        .typ
        .ok_or_else(|| "armor without a type".to_owned())?;
    Ok(Block { kind, body })
}

/// Puts a signature into armor as Helm writes it: lines of 64 characters, no checksum, no newline at the end.
pub(crate) fn encode_signature(packet: &[u8]) -> String {
    const LINE: usize = 64;
    let text = base64(packet);
    let mut armored = String::from("-----BEGIN PGP SIGNATURE-----\n\n");
    for line in text.as_bytes().chunks(LINE) {
        armored.extend(line.iter().map(|byte| char::from(*byte)));
        armored.push('\n');
    }
    armored.push_str("-----END PGP SIGNATURE-----");
    armored
}

/// Where the block that begins here ends, with its last line.
fn extent(block: &[u8]) -> Option<usize> {
    const END: &[u8] = b"\n-----END ";
    let end = find(block, END)? + 1;
    let line = find(&block[end..], b"\n").map_or(block.len() - end, |at| at + 1);
    Some(end + line)
}

/// Where `needle` first is in `text`.
pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|part| part == needle)
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

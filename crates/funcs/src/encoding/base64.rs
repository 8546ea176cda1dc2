use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use steersman_value::{GoType, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("b64enc", ONE, encode),
    Entry::pure("b64dec", ONE, decode),
];

fn encode(args: &[Value]) -> Outcome {
    Ok(Value::str(STANDARD.encode(text(args, 0)?)))
}

/// Text that cannot be decoded yields the error's text, as in Sprig.
fn decode(args: &[Value]) -> Outcome {
    Ok(Value::str(match decode_base64(text(args, 0)?) {
        Ok(bytes) => bytes,
        Err(at) => format!("illegal base64 data at input byte {at}").into_bytes(),
    }))
}

/// Decodes as Go does; the error is the offset that Go reports.
pub(crate) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    STANDARD.decode(text).or_else(|_| decode_lenient(text))
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Decodes as Go does: newlines are skipped, padding is needed, bits left over are ignored. The error is the offset
/// that Go reports.
fn decode_lenient(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    while at < text.len() {
        let mut bits = 0;
        let mut count = 0;
        while count < 4 {
            let Some(byte) = text.get(at) else {
                return if count == 0 { Ok(out) } else { Err(at - count) };
            };
            at += 1;
            match sextet(*byte) {
                Some(sextet) => {
                    bits = bits << 6 | sextet;
                    count += 1;
                }
                None if is_newline(*byte) => {}
                None if *byte == b'=' => {
                    padding(text, at, count)?;
                    let whole = (bits << (6 * (4 - count))).to_be_bytes();
                    out.extend_from_slice(&whole[1..count]);
                    return Ok(out);
                }
                None => return Err(at - 1),
            }
        }
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    Ok(out)
}

/// Checks what follows the first `=`, which stands before `at` after `count` characters of the last group.
fn padding(text: &[u8], mut at: usize, count: usize) -> Result<(), usize> {
    let skip = |mut at: usize| {
        while text.get(at).is_some_and(|byte| is_newline(*byte)) {
            at += 1;
        }
        at
    };
    if count < 2 {
        return Err(at - 1);
    }
    if count == 2 {
        at = skip(at);
        match text.get(at) {
            None => return Err(text.len()),
            Some(b'=') => at += 1,
            Some(_) => return Err(at - 1),
        }
    }
    at = skip(at);
    if at < text.len() { Err(at) } else { Ok(()) }
}

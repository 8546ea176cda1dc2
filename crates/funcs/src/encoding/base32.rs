use steersman_value::{GoType, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("b32enc", ONE, encode),
    Entry::pure("b32dec", ONE, decode),
];

fn encode(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let mut out = Vec::with_capacity(text.len().div_ceil(5) * 8);
    for group in text.chunks(5) {
        let mut bytes = [0; 8];
        bytes[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bytes);
        let written = (group.len() * 8).div_ceil(5);
        for index in 0..8 {
            let quintet = usize::try_from(bits >> (35 - 5 * index) & 31).unwrap_or(0);
            out.push(if index < written {
                ALPHABET[quintet]
            } else {
                b'='
            });
        }
    }
    Ok(Value::str(out))
}

/// Text that cannot be decoded yields the error's text, as in Sprig.
fn decode(args: &[Value]) -> Outcome {
    let stripped: Vec<u8> = text(args, 0)?
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    Ok(Value::str(match decode_bytes(&stripped) {
        Ok(bytes) => bytes,
        Err(at) => format!("illegal base32 data at input byte {at}").into_bytes(),
    }))
}

fn quintet(byte: u8) -> Option<u64> {
    Some(u64::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'2'..=b'7' => byte - b'2' + 26,
        _ => return None,
    }))
}

/// The error is the offset that Go reports.
fn decode_bytes(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut start = 0;
    while start < text.len() {
        let group = &text[start..text.len().min(start + 8)];
        let mut bits = 0;
        let mut count = 0;
        let mut last = false;
        while count < 8 {
            let at = start + count;
            let Some(byte) = group.get(count) else {
                return Err(at - count);
            };
            let after = text.len() - at - 1;
            if *byte == b'=' && count >= 2 && after < 8 {
                check_padding(text, at, count)?;
                last = true;
                break;
            }
            bits |= quintet(*byte).ok_or(at)? << (35 - 5 * count);
            count += 1;
        }
        out.extend_from_slice(&bits.to_be_bytes()[3..3 + count * 5 / 8]);
        if last {
            break;
        }
        start += 8;
    }
    Ok(out)
}

/// Checks the padding that starts at `at`, after `count` characters of the last group.
fn check_padding(text: &[u8], at: usize, count: usize) -> Result<(), usize> {
    let rest = &text[at + 1..];
    if rest.len() + count < 7 {
        return Err(text.len());
    }
    if let Some(odd) = rest.iter().take(7 - count).position(|byte| *byte != b'=') {
        return Err(at + odd);
    }
    if matches!(count, 3 | 6) {
        Err(at)
    } else {
        Ok(())
    }
}

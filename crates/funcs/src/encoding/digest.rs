use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use steersman_value::{GoType, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("sha1sum", ONE, digest::<Sha1>),
    Entry::pure("sha256sum", ONE, digest::<Sha256>),
    Entry::pure("sha512sum", ONE, digest::<Sha512>),
    Entry::pure("adler32sum", ONE, |args| {
        Ok(Value::str(
            adler2::adler32_slice(text(args, 0)?).to_string(),
        ))
    }),
];

fn digest<D: Digest>(args: &[Value]) -> Outcome {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let hash = D::digest(text(args, 0)?);
    let digits = hash.iter().flat_map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    });
    Ok(Value::str(digits.collect::<Vec<u8>>()))
}

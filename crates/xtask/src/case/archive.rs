//! What is in a packed chart, without what differs from run to run.

use std::io::Read as _;

use anyhow::Result;
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

/// Size and digest of some bytes.
pub(crate) fn fingerprint(data: &[u8]) -> String {
    format!("{} {}", data.len(), hex(&Sha256::digest(data)))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |four: u8| char::from(DIGITS[usize::from(four)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Name, size and digest of each member: in archive order within one chart, the sub-charts sorted, since
/// real Helm writes those in random order.
pub(crate) fn list_members(archive: &[u8]) -> Result<Vec<String>> {
    let mut members = Vec::new();
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    for member in archive.entries()? {
        let mut member = member?;
        let mut data = Vec::new();
        member.read_to_end(&mut data)?;
        let name = member.path()?.to_string_lossy().into_owned();
        members.push((chain(&name), format!("{name} {}", fingerprint(&data))));
    }
    members.sort_by(|(left, _), (right, _)| left.cmp(right));
    Ok(members.into_iter().map(|(_, line)| line).collect())
}

/// The names of the sub-charts that a member lies in, outermost first.
fn chain(member: &str) -> Vec<String> {
    let parts: Vec<&str> = member.split('/').collect();
    let mut rest = parts.as_slice();
    let mut names = Vec::new();
    while let [_, "charts", name, _, ..] = rest {
        names.push((*name).to_owned());
        rest = &rest[2..];
    }
    names
}

//! What is signed: the metadata of a chart, and the digests of its files.

use steersman_value::Tree;

use steersman_names::Sha256;

use crate::ProvenanceError;

/// Between metadata and digests: the end of a YAML document, since its start is not possible in clear-signed texts.
const SEPARATOR: &str = "\n...\n";

/// The text to sign for one file.
///
/// # Errors
/// The name cannot be written as YAML.
pub(crate) fn build(metadata: &str, name: &str, archive: &[u8]) -> Result<String, ProvenanceError> {
    let digest = Tree::from(&*Sha256::of(archive).to_string());
    let files = Tree::Map([(name.into(), digest)].into_iter().collect());
    let sums = Tree::Map([("files".into(), files)].into_iter().collect());
    let sums = steersman_yaml::encode_tree(&sums)
        .map_err(|error| ProvenanceError::Checksums(error.to_string()))?;
    Ok(format!(
        "{metadata}{SEPARATOR}{}",
        String::from_utf8_lossy(&sums)
    ))
}

/// The digest that was signed for a file, with the name of its algorithm.
///
/// # Errors
/// The text is not one of provenance, or does not speak of the file.
pub(crate) fn signed_digest(plain: &[u8], name: &str) -> Result<String, ProvenanceError> {
    let text = String::from_utf8_lossy(plain);
    let sums = text
        .split(SEPARATOR)
        .nth(1)
        .ok_or(ProvenanceError::NoChecksums)?;
    let sums = steersman_yaml::parse(sums.as_bytes())
        .map_err(|error| ProvenanceError::Checksums(error.to_string()))?;
    let digest = sums.get("files").and_then(|files| files.get(name));
    match digest.and_then(Tree::as_str) {
        Some(digest) => Ok(digest.into()),
        None => Err(ProvenanceError::OtherFile(name.into())),
    }
}

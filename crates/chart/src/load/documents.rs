use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

use super::DocumentError;
use crate::decode::{DecodedMetadata, decode_metadata};
use crate::{Metadata, merge_maps};

/// Reads the text of a `Chart.yaml` without validating it.
///
/// # Errors
/// [`DocumentError`]
pub fn parse_metadata(text: &[u8]) -> Result<Metadata, DocumentError> {
    let mut metadata = Metadata::default();
    read_metadata(&mut metadata, text)?;
    Ok(metadata)
}

/// Reads `Chart.yaml` or `requirements.yaml` into `metadata`.
pub(super) fn read_metadata(
    metadata: &mut Metadata,
    text: &[u8],
) -> Result<DecodedMetadata, DocumentError> {
    let tree = typed_tree(text)?;
    decode_metadata(metadata, &tree).map_err(|error| DocumentError::Type(error.to_string()))
}

/// A document whose integers are integers still, for fields that are strings.
pub(super) fn typed_tree(text: &[u8]) -> Result<Tree, DocumentError> {
    Ok(steersman_yaml::parse_typed(text)?)
}

/// Reads a values file: its documents are merged in their order, or the first one alone counts, by the dialect.
///
/// # Errors
/// [`DocumentError`]
pub fn load_values(text: &[u8], dialect: HelmDialect) -> Result<Table, DocumentError> {
    if !dialect.merges_value_documents() {
        return Ok(steersman_yaml::parse_map(text)?);
    }
    let text = if dialect == HelmDialect::V4_1 {
        without_lost_line(text)
    } else {
        text
    };
    let mut values = Table::new();
    for part in steersman_yaml::split(text)? {
        let document =
            steersman_yaml::parse_map(&part.text).map_err(|error| DocumentError::Yaml {
                error: Box::new(error),
                offset: part.offset,
            })?;
        if values.is_empty() {
            values = document;
        } else {
            merge_maps(&mut values, document);
        }
    }
    Ok(values)
}

/// Helm 4.1 loses a last line without newline when it fills its buffer exactly.
fn without_lost_line(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let length = text.len() - start;
    if length > 0 && length.is_multiple_of(4096) {
        &text[..start]
    } else {
        text
    }
}

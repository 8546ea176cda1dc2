use super::MAX_RECORD_BYTES;

/// A record cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The text is not base64.
    #[error("the record is not base64")]
    Base64(#[from] base64::DecodeError),
    /// The compressed data is damaged.
    #[error("the record cannot be decompressed")]
    Gzip(#[source] std::io::Error),
    /// The record is larger than [`MAX_RECORD_BYTES`].
    #[error("the record is larger than {MAX_RECORD_BYTES} bytes")]
    TooLarge,
    /// The JSON is no release.
    #[error("the record is not the JSON of a release")]
    Json(#[from] serde_json::Error),
    /// The text is not YAML.
    #[error("{0}")]
    Yaml(String),
    /// The chart in the record cannot be read.
    #[error("the chart in the record cannot be read: {0}")]
    Chart(String),
}

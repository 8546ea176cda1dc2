//! Answers of the registry.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json as value;

use crate::catalog::UploadError;
use crate::http::{Answer, json, sized};
use crate::spool::SpoolError;
use crate::storage::StorageError;

/// A request to the registry is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum OciError {
    #[error("blob unknown to registry")]
    BlobUnknown,
    #[error("blob upload unknown to registry")]
    UploadUnknown,
    #[error("blob upload invalid: {0}")]
    UploadInvalid(String),
    #[error("chunk does not continue the upload, which has {0} bytes")]
    Range(u64),
    #[error("provided digest did not match uploaded content")]
    DigestInvalid,
    #[error("manifest unknown to registry")]
    ManifestUnknown,
    #[error("manifest invalid: {0}")]
    ManifestInvalid(String),
    #[error("manifest references a blob unknown to registry: {0}")]
    ManifestBlobUnknown(String),
    #[error("repository name not known to registry")]
    NameUnknown,
    #[error("{0}")]
    Denied(String),
    #[error("request too large")]
    TooLarge,
    #[error("{0}")]
    Full(String),
    #[error("{0}")]
    Mirror(String),
    #[error("{0}")]
    Source(String),
    #[error("{0}")]
    Storage(String),
}

impl From<StorageError> for OciError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Exists => Self::Denied("version exists and may not be replaced".into()),
            StorageError::TooLarge(_) => Self::TooLarge,
            error => Self::Storage(error.to_string()),
        }
    }
}

impl From<SpoolError> for OciError {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::TooLarge => Self::TooLarge,
            SpoolError::Broken => Self::UploadInvalid("request body ended early".into()),
            SpoolError::Io(error) => Self::Storage(error.kind().to_string()),
        }
    }
}

impl From<UploadError> for OciError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Package(error) => Self::ManifestInvalid(error.to_string()),
            UploadError::Spool(error) => error.into(),
            UploadError::Storage(error) => error.into(),
            UploadError::Full => Self::Full(error.to_string()),
            UploadError::Quota(text) => Self::Full(text),
            UploadError::Immutable => Self::Denied(error.to_string()),
            UploadError::Mirror => Self::Mirror(error.to_string()),
            UploadError::Source(_) => Self::Source(error.to_string()),
            UploadError::Worker => Self::Storage(error.to_string()),
        }
    }
}

impl OciError {
    fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BlobUnknown => (StatusCode::NOT_FOUND, "BLOB_UNKNOWN"),
            Self::UploadUnknown => (StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN"),
            Self::UploadInvalid(_) => (StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID"),
            Self::Range(_) => (StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID"),
            Self::DigestInvalid => (StatusCode::BAD_REQUEST, "DIGEST_INVALID"),
            Self::ManifestUnknown => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
            Self::ManifestInvalid(_) => (StatusCode::BAD_REQUEST, "MANIFEST_INVALID"),
            Self::ManifestBlobUnknown(_) => (StatusCode::BAD_REQUEST, "MANIFEST_BLOB_UNKNOWN"),
            Self::NameUnknown => (StatusCode::NOT_FOUND, "NAME_UNKNOWN"),
            Self::Denied(_) => (StatusCode::CONFLICT, "DENIED"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID"),
            Self::Full(_) => (StatusCode::INSUFFICIENT_STORAGE, "DENIED"),
            Self::Mirror(_) => (StatusCode::FORBIDDEN, "DENIED"),
            Self::Source(_) => (StatusCode::BAD_GATEWAY, "UNAVAILABLE"),
            Self::Storage(_) => (StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN"),
        }
    }

    /// The error as the specification of registries shapes it.
    pub(super) fn answer(&self) -> Answer {
        let (status, code) = self.code();
        json(
            status,
            &value!({ "errors": [{ "code": code, "message": self.to_string() }] }),
        )
    }
}

/// Nobody said who they are, or not well.
pub(crate) fn unauthorized() -> Answer {
    let content =
        value!({ "errors": [{ "code": "UNAUTHORIZED", "message": "authentication required" }] });
    json(StatusCode::UNAUTHORIZED, &content)
}

/// The digest of what the answer is about.
pub(super) const DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");
/// The name of an upload.
pub(super) const UPLOAD: HeaderName = HeaderName::from_static("docker-upload-uuid");
/// The manifest that a pushed manifest is about.
pub(super) const SUBJECT: HeaderName = HeaderName::from_static("oci-subject");

/// An answer without content.
pub(super) fn empty(status: StatusCode) -> Answer {
    let mut answer = sized(status, "text/plain", Body::empty());
    answer.headers_mut().remove(header::CONTENT_TYPE);
    answer
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    answer
}

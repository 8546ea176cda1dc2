use steersman_index::IndexError;
use steersman_net::{ClientError, FetchError, SendError, UrlError};
use steersman_oci::OciError;

use crate::catalog::UploadError;
use crate::spool::SpoolError;

/// The source of a mirror did not give what it should. The texts hold no credentials.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MirrorError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Oci(#[from] OciError),
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error("status {0}")]
    Status(u16),
    #[error("{file} is not what the index says: it has sha256:{found}")]
    Digest { file: String, found: String },
    #[error("{0} holds another chart than the index says")]
    OtherChart(String),
    #[error("{0} is larger than uploads may be")]
    TooLarge(String),
    #[error("the worker stopped")]
    Worker,
}

impl From<SpoolError> for MirrorError {
    fn from(error: SpoolError) -> Self {
        Self::Upload(error.into())
    }
}

//! What can go wrong between here and a registry. The words are those Helm prints.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use steersman_net::{SafeUrl, SendError};

use crate::go_value::go_text;

/// Which end of a transfer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where things come from.
    Source,
    /// Where things go.
    Destination,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source",
            Self::Destination => "destination",
        })
    }
}

/// A registry could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OciError {
    /// A reference is none.
    #[error("invalid reference: {0}")]
    InvalidReference(String),
    /// Nothing is there.
    #[error("{0}: not found")]
    NotFound(String),
    /// The registry does not speak the protocol at its root.
    #[error("not found")]
    NoRegistry,
    /// No answer.
    #[error(transparent)]
    Send(Box<SendError>),
    /// The registry refused.
    #[error("{method} \"{url}\": response status code {status}: {}", .reasons)]
    Response {
        /// The method of the request.
        method: &'static str,
        /// What was asked.
        url: Box<SafeUrl>,
        /// The status.
        status: u16,
        /// What the registry said, or what the status means.
        reasons: Reasons,
    },
    /// The registry wants to know who asks, and that cannot be shown to it.
    #[error("{method} \"{url}\": {cause}")]
    Unauthenticated {
        /// The method of the request.
        method: &'static str,
        /// What was asked.
        url: Box<SafeUrl>,
        /// Why.
        cause: Box<AuthenticationError>,
    },
    /// A step of a transfer failed.
    #[error("failed to perform {step:?} on {side}: {cause}")]
    Transfer {
        /// The step, in the words of the library Helm uses.
        step: &'static str,
        /// The end that failed.
        side: Side,
        /// Why.
        cause: Box<Self>,
    },
    /// A login failed.
    #[error("authenticating to {host:?}: {cause}")]
    Login {
        /// The registry.
        host: String,
        /// Why.
        cause: Box<Self>,
    },
    /// The answer is not what the protocol says.
    #[error("{method} \"{url}\": {cause}")]
    Answer {
        /// The method of the request.
        method: &'static str,
        /// What was asked.
        url: Box<SafeUrl>,
        /// What is wrong with it.
        cause: String,
    },
    /// What came is not what was asked for.
    #[error("mismatched digest: {name} has {found}")]
    Digest {
        /// The digest that was asked for.
        name: String,
        /// The digest of what came.
        found: String,
    },
    /// A digest of another kind than SHA-256.
    #[error("invalid digest {0:?}: unsupported digest algorithm")]
    UnsupportedDigest(String),
    /// A manifest has too few parts of the kinds that charts have.
    #[error(
        "manifest does not contain minimum number of descriptors ({wanted}), descriptors found: {found}"
    )]
    FewDescriptors {
        /// How many there should be.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// The artifact is no chart.
    #[error("could not load config with mediatype {0}")]
    NoConfig(&'static str),
    /// The part is not in the artifact.
    #[error("manifest does not contain a layer with mediatype {0}")]
    NoLayer(&'static str),
    /// The mirror rules leave no way to a repository.
    #[error("no mirror has {0}, and the mirror rules allow nothing else (only: true)")]
    NoMirror(String),
    /// The certificates of a mirror cannot be used.
    #[error("mirror {mirror}: {cause}")]
    MirrorClient {
        /// The mirror.
        mirror: String,
        /// Why.
        cause: String,
    },
    /// Reference and version do not agree.
    #[error("chart reference and version mismatch: {version} is not {tag}")]
    VersionMismatch {
        /// The version that was given.
        version: String,
        /// The tag of the reference.
        tag: String,
    },
    /// Tag and digest of a reference do not agree.
    #[error("chart reference digest mismatch: {found} is not {wanted}")]
    DigestMismatch {
        /// The digest the tag has.
        found: String,
        /// The digest of the reference.
        wanted: String,
    },
    /// The repository has no version.
    #[error("unable to locate any tags in provided repository: {0}")]
    NoTags(String),
    /// No version of the repository is wanted.
    #[error("could not locate a version matching provided version string {0}")]
    NoVersion(String),
    /// The wanted version is no constraint.
    #[error("{0}")]
    Constraint(String),
    /// Name and version of a chart are not those it is pushed under.
    #[error("strict mode enabled, ref basename and tag must match the chart name and version")]
    NotStrict,
    /// The file of credentials cannot be used.
    #[error("{0}")]
    CredentialFile(String),
    /// A credential helper failed.
    #[error("{0}")]
    Helper(String),
}

impl From<SendError> for OciError {
    fn from(error: SendError) -> Self {
        Self::Send(Box::new(error))
    }
}

impl OciError {
    /// The same, as the failure of a step of a transfer.
    pub(crate) fn during(self, step: &'static str, side: Side) -> Self {
        Self::Transfer {
            step,
            side,
            cause: Box::new(self),
        }
    }

    /// The error at the root of this one.
    pub fn root(&self) -> &Self {
        match self {
            Self::Transfer { cause, .. } | Self::Login { cause, .. } => cause.root(),
            other => other,
        }
    }

    /// What can be done about it.
    pub fn hint(&self) -> Option<String> {
        match self.root() {
            Self::Send(error) => match error.cause() {
                steersman_net::Cause::PlainServer => Some(
                    "the registry answers without TLS: give --plain-http if that is intended".into(),
                ),
                _ => error.hint(),
            },
            Self::Unauthenticated { .. } => Some(
                "the registry wants to know who asks: use `registry login`, or give --username and --password".into(),
            ),
            Self::Response { status: 401, .. } => {
                Some("the registry does not take these credentials: use `registry login`".into())
            }
            Self::Response { status: 403, .. } => {
                Some("these credentials may not do that in this repository".into())
            }
            Self::Digest { .. } => Some(
                "what came was changed on the way or in the registry: it was thrown away".into(),
            ),
            _ => None,
        }
    }
}

/// Credentials cannot be shown to a registry.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// There are none.
    #[error("basic credential not found")]
    NoCredentials,
    /// Half of them is missing.
    #[error("missing username or password for {0} auth")]
    Incomplete(&'static str),
    /// The token server is one that no credentials are sent to.
    #[error("{0}")]
    Realm(String),
    /// They cannot be read.
    #[error("failed to resolve credential: {0}")]
    Store(Box<OciError>),
    /// The token server refused or failed.
    #[error("{0}")]
    Token(Box<OciError>),
}

/// Why a registry refused.
#[derive(Debug, Clone)]
pub struct Reasons(String);

impl fmt::Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize)]
struct ErrorBody {
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
struct ErrorEntry {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    detail: Value,
}

impl Reasons {
    /// The reasons in the body of an answer, or else what its status means.
    pub(crate) fn read(body: &[u8], meaning: &str) -> Self {
        let entries = serde_json::from_slice::<ErrorBody>(body).map(|body| body.errors);
        let entries = entries.unwrap_or_default();
        if entries.is_empty() {
            return Self(meaning.into());
        }
        let texts: Vec<_> = entries.iter().map(ErrorEntry::text).collect();
        Self(texts.join("; "))
    }
}

impl ErrorEntry {
    fn text(&self) -> String {
        let code = self.code.to_lowercase().replace('_', " ");
        match (&*self.message, &self.detail) {
            ("", _) => code,
            (message, Value::Null) => format!("{code}: {message}"),
            (message, detail) => format!("{code}: {message}: {}", go_text(detail)),
        }
    }
}

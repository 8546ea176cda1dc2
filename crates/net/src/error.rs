use std::fmt;

use crate::{Cause, Method, SafeUrl, Step, TlsError};

/// A client cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("can't create TLS config for client: {0}")]
pub struct ClientError(#[from] pub TlsError);

/// A request got no answer, or not all of it.
#[derive(Clone, Debug)]
pub struct SendError {
    pub(crate) method: Method,
    pub(crate) url: Box<SafeUrl>,
    pub(crate) step: Step,
    pub(crate) cause: Cause,
    /// How often it was tried.
    pub(crate) attempts: u32,
}

impl SendError {
    /// Where it failed.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Why.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// What was asked when it failed, after redirects.
    pub fn url(&self) -> &SafeUrl {
        &self.url
    }

    /// How often it was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What can be done about it.
    pub fn hint(&self) -> Option<String> {
        let host = self.url.host_name();
        Some(match &self.cause {
            Cause::NoSuchHost { .. } => {
                format!("check the name `{host}`, and whether this machine needs a proxy (HTTPS_PROXY)")
            }
            Cause::Connect { refused: true, .. } => {
                format!("nothing listens at {}: check host and port", self.url.host())
            }
            Cause::Connect { .. } | Cause::Timeout(_) | Cause::Stalled(_) => {
                "check the network, the firewall, and whether this machine needs a proxy (HTTPS_PROXY)".into()
            }
            Cause::Proxy(_) | Cause::ProxyRefused(_) | Cause::SocksRefused { .. } => "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY".into(),
            Cause::UnknownAuthority => {
                "give the certificate of the authority that signed the server's with --ca-file".into()
            }
            Cause::Expired(_) => {
                "the server needs a new certificate, or the clock of this machine is wrong".into()
            }
            Cause::WrongName { names, .. } if !names.is_empty() => {
                format!("the certificate is for {}: use that name", names.join(", "))
            }
            Cause::ClientCertificate(_) => {
                "the server wants a certificate of yours: give --cert-file and --key-file".into()
            }
            Cause::PlainServer => "use http:// for this server".into(),
            Cause::Truncated | Cause::Broken(_) | Cause::Closed => {
                "the connection broke on the way: try again".into()
            }
            _ => return None,
        })
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step, &self.cause) {
            // Go says of bodies only why.
            (Step::Body, Cause::Timeout(_)) => f.write_str(
                "context deadline exceeded (Client.Timeout or context cancellation while reading body)",
            ),
            (Step::Body, cause) => cause.fmt(f),
            (_, cause) => {
                let shown = self.url.to_string();
                write!(f, "{} {shown:?}: {cause}", self.method.word())
            }
        }
    }
}

impl std::error::Error for SendError {}

/// Something cannot be fetched.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FetchError {
    /// No answer.
    #[error(transparent)]
    Send(#[from] SendError),
    /// Another answer than that it is here.
    #[error("failed to fetch {url} : {status} {reason}")]
    Status {
        /// What was asked.
        url: Box<SafeUrl>,
        /// The status.
        status: u16,
        /// What the status means.
        reason: &'static str,
        /// Whether credentials were sent.
        had_credentials: bool,
    },
}

impl FetchError {
    /// What can be done about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Send(error) => error.hint(),
            Self::Status {
                status,
                had_credentials,
                ..
            } => Some(
                match (status, had_credentials) {
                    (401 | 403, false) => {
                        "the server wants to know who asks: give --username and --password"
                    }
                    (401 | 403, true) => "the server refuses these credentials",
                    (404, _) => "nothing is there: check the URL",
                    (407, _) => "the proxy wants credentials: put them into HTTPS_PROXY",
                    (429, _) => "the server says that it is asked too often: try again later",
                    (500.., _) => "the server has a fault: try again later",
                    _ => return None,
                }
                .into(),
            ),
        }
    }

    /// The status of the answer, when there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Send(_) => None,
            Self::Status { status, .. } => Some(*status),
        }
    }
}

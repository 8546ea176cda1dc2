use std::path::PathBuf;
use std::time::Duration;

use crate::Proxies;

/// How Helm 4.3.1 names itself.
pub const USER_AGENT: &str = "Helm/4.3.1";

/// How to reach servers.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// A bundle of certificate authorities, in PEM, in place of those of the system.
    pub ca_file: Option<PathBuf>,
    /// The certificate of the client, in PEM; with [`key_file`](Self::key_file).
    pub cert_file: Option<PathBuf>,
    /// The key of that certificate, in PEM.
    pub key_file: Option<PathBuf>,
    /// Take any certificate.
    pub insecure_skip_tls_verify: bool,
    /// Registries are asked without TLS; see [`Client::registry_scheme`](crate::Client::registry_scheme).
    pub plain_http: bool,
    /// For a whole request, its body included.
    pub timeout: Duration,
    /// How long nothing may come from the server while something is awaited.
    pub stall: Duration,
    /// How often a request that may be repeated is sent at most.
    pub attempts: u32,
    /// What to send as `User-Agent`.
    pub user_agent: String,
    /// The proxies.
    pub proxies: Proxies,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            ca_file: None,
            cert_file: None,
            key_file: None,
            insecure_skip_tls_verify: false,
            plain_http: false,
            timeout: Duration::from_mins(2),
            stall: Duration::from_mins(1),
            attempts: 3,
            user_agent: USER_AGENT.into(),
            proxies: Proxies::default(),
        }
    }
}

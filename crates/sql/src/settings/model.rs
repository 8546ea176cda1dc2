use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use super::choices::{Negotiation, Session, SslMode, TlsVersion};

/// What a connection is made with.
pub(crate) struct Settings {
    /// The servers, one after the other.
    pub(crate) hosts: Vec<Host>,
    /// The user.
    pub(crate) user: String,
    /// The password that is given.
    pub(crate) password: String,
    /// The database; empty for the one with the user's name.
    pub(crate) database: String,
    /// Where passwords are looked up; empty for the usual place.
    pub(crate) passfile: String,
    /// Options of the session, as a command line.
    pub(crate) options: String,
    /// What the program calls itself.
    pub(crate) application: String,
    /// Encryption.
    pub(crate) tls: TlsSettings,
    /// How long a connection may take.
    pub(crate) timeout: Option<Duration>,
    /// What the session has to be good for.
    pub(crate) session: Session,
    /// The user's folder.
    pub(crate) home: Option<String>,
}

/// There may be passwords in it.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// Its name, or the folder of its socket.
    pub(crate) name: String,
    /// Its address, where the name is not to be looked up.
    pub(crate) address: Option<IpAddr>,
    /// Its port.
    pub(crate) port: u16,
}

impl Host {
    /// Whether it is reached by a socket of this machine.
    pub(crate) fn is_socket(&self) -> bool {
        self.address.is_none() && self.name.starts_with(['/', '@'])
    }
}

/// How a connection is encrypted.
pub(crate) struct TlsSettings {
    /// Whether, and how far the server is checked.
    pub(crate) mode: SslMode,
    /// How it begins.
    pub(crate) negotiation: Negotiation,
    /// Certificate, key and authorities are given as texts, not as files.
    pub(crate) inline: bool,
    /// The certificate of the client.
    pub(crate) certificate: String,
    /// Its key.
    pub(crate) key: String,
    /// The authorities; `system` for those of this machine.
    pub(crate) root: String,
    /// Whether the server is told by which name it is asked.
    pub(crate) tells_name: bool,
    /// The oldest version of TLS.
    pub(crate) oldest: Option<TlsVersion>,
    /// The newest version of TLS.
    pub(crate) newest: Option<TlsVersion>,
}

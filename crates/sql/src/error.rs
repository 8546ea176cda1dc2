use std::error::Error as _;
use std::io;
use std::net::ToSocketAddrs as _;

use steersman_net::TlsError;
use thiserror::Error;

/// A database cannot be used. The texts are those of Helm's library.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The connection string, a variable of the environment, or a service file is wrong.
    #[error("{0}")]
    Settings(String),
    /// The certificates or keys that are named cannot be used.
    #[error("{0}")]
    Material(String),
    /// The authorities of the system cannot be used.
    #[error("pq: {0}")]
    Authorities(#[from] TlsError),
    /// Nobody answers there.
    #[error("dial tcp {address}: connect: {text}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// Why, in the words of the system.
        text: String,
    },
    /// The name of the host is not known.
    #[error("dial tcp: lookup {0}: no such host")]
    NoSuchHost(String),
    /// The server speaks no TLS.
    #[error("pq: SSL is not enabled on the server")]
    Plain,
    /// The server is not trusted.
    #[error("tls: failed to verify certificate: x509: {0}")]
    Certificate(String),
    /// The server refuses the user or the database.
    #[error("pq: {message} ({code})")]
    Refused {
        /// What the server says.
        message: String,
        /// Its code for that.
        code: String,
    },
    /// The session is not of the kind that is asked for.
    #[error("{0}")]
    Session(&'static str),
    /// Any other failure.
    #[error("pq: {0}")]
    Other(String),
    /// None of several hosts will do.
    #[error("pq: could not connect to any of the hosts:\n{0}")]
    AllHosts(String),
}

impl SqlError {
    /// What the library says about a connection to this host.
    pub(crate) fn of_connection(error: &postgres::Error, host: &str, port: u16) -> Self {
        if let Some(told) = error.as_db_error() {
            return Self::Refused {
                message: told.message().to_owned(),
                code: told.code().code().to_owned(),
            };
        }
        let mut cause = error.source();
        let mut last = error.to_string();
        while let Some(error) = cause {
            if let Some(found) = error.downcast_ref::<rustls::Error>() {
                return certificate(found, host);
            }
            if let Some(found) = error.downcast_ref::<io::Error>() {
                let Some(inner) = found.get_ref() else {
                    return unreachable(found, host, port);
                };
                if let Some(inner) = inner.downcast_ref::<rustls::Error>() {
                    return certificate(inner, host);
                }
            }
            last = error.to_string();
            cause = error.source();
        }
        match last.as_str() {
            "server does not support TLS" => Self::Plain,
            _ if (host, port).to_socket_addrs().is_err() && !host.starts_with('/') => {
                Self::NoSuchHost(host.to_owned())
            }
            _ => Self::Other(last),
        }
    }
}

fn unreachable(error: &io::Error, host: &str, port: u16) -> SqlError {
    let found = (host, port).to_socket_addrs();
    let address = match found {
        Ok(mut addresses) => addresses
            .next()
            .map_or_else(|| format!("{host}:{port}"), |first| first.to_string()),
        Err(_) if host.starts_with('/') => format!("{host}/.s.PGSQL.{port}"),
        Err(_) => return SqlError::NoSuchHost(host.to_owned()),
    };
    let text = match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        io::ErrorKind::TimedOut => "i/o timeout".to_owned(),
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        _ => error.to_string(),
    };
    SqlError::Unreachable { address, text }
}

fn certificate(error: &rustls::Error, host: &str) -> SqlError {
    use rustls::CertificateError as Problem;
    let rustls::Error::InvalidCertificate(problem) = error else {
        return SqlError::Other(format!("tls: {error}"));
    };
    SqlError::Certificate(match problem {
        Problem::UnknownIssuer => "certificate signed by unknown authority".to_owned(),
        Problem::Expired | Problem::ExpiredContext { .. } => {
            "certificate has expired or is not yet valid".to_owned()
        }
        Problem::NotValidForName | Problem::NotValidForNameContext { .. } => {
            format!("certificate is not valid for {host}")
        }
        other => format!("{other:?}"),
    })
}

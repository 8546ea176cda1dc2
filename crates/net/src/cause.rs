use std::fmt;
use std::time::Duration;

/// Where on its way a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The URL cannot be asked.
    Url,
    /// The name of the host cannot be looked up.
    Resolve,
    /// No connection.
    Connect,
    /// The proxy does not help.
    Proxy,
    /// No trust, or no agreement on encryption.
    Tls,
    /// Sending the request, or waiting for its answer.
    Answer,
    /// Reading the body of the answer.
    Body,
}

impl Step {
    /// What is being done in this step.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "reading the URL",
            Self::Resolve => "looking up the host",
            Self::Connect => "connecting",
            Self::Proxy => "asking the proxy",
            Self::Tls => "agreeing on encryption",
            Self::Answer => "waiting for the answer",
            Self::Body => "reading the answer",
        }
    }
}

/// Why a request failed. Displays in the words of Go's HTTP client where it has some.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The scheme is neither `http` nor `https`.
    Scheme(String),
    /// The URL names no host.
    NoHost,
    /// The URL or a header cannot be sent.
    Unsendable(String),
    /// The name is not known.
    NoSuchHost {
        /// The name.
        host: String,
        /// What the system said.
        text: String,
    },
    /// A connection cannot be made.
    Connect {
        /// The address that was tried last.
        address: String,
        /// Why, in the words of the system.
        text: String,
        /// The address refused, rather than being out of reach.
        refused: bool,
    },
    /// The proxy cannot be reached or used.
    Proxy(String),
    /// The proxy refused, with a status that means this.
    ProxyRefused(&'static str),
    /// A proxy that speaks SOCKS refused.
    SocksRefused {
        /// The address of the proxy.
        proxy: String,
        /// The host and port it was asked for.
        target: String,
        /// Why.
        text: String,
    },
    /// The certificate is signed by nobody who is trusted.
    UnknownAuthority,
    /// The certificate is too old or too new.
    Expired(String),
    /// The certificate is for other names.
    WrongName {
        /// The host that was asked.
        host: String,
        /// The names in the certificate.
        names: Vec<String>,
    },
    /// Something else is wrong with the certificate.
    Certificate(String),
    /// The server wants a certificate of the client, or another than the one given.
    ClientCertificate(String),
    /// The server speaks no TLS.
    PlainServer,
    /// Another failure of TLS.
    Tls(String),
    /// It took longer than all of the request may.
    Timeout(Duration),
    /// Nothing came for too long.
    Stalled(Duration),
    /// The server closed the connection without an answer.
    Closed,
    /// The connection broke, in the words of the system.
    Broken(String),
    /// The body ended too early.
    Truncated,
    /// The body is larger than the limit, in bytes.
    TooLarge(u64),
    /// The body is not compressed as it says.
    Compression(String),
    /// More redirects than are followed.
    Redirects(u32),
    /// The server does not speak HTTP.
    Protocol(String),
    /// A file to send cannot be read.
    File(String),
}

impl Cause {
    /// Whether sending the request again may help.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Broken(_) | Self::Truncated | Self::Stalled(_)
        )
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(scheme) => write!(f, "unsupported protocol scheme {scheme:?}"),
            Self::NoHost => f.write_str("http: no Host in request URL"),
            Self::Unsendable(text)
            | Self::Protocol(text)
            | Self::File(text)
            | Self::Broken(text) => f.write_str(text),
            Self::NoSuchHost { host, text } => write!(f, "dial tcp: lookup {host}: {text}"),
            Self::Connect { address, text, .. } => {
                write!(f, "dial tcp {address}: connect: {text}")
            }
            Self::Proxy(text) => write!(f, "proxyconnect tcp: {text}"),
            Self::ProxyRefused(reason) => f.write_str(reason),
            Self::SocksRefused {
                proxy,
                target,
                text,
            } => write!(f, "socks connect tcp {proxy}->{target}: {text}"),
            Self::UnknownAuthority => f.write_str(
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            ),
            Self::Expired(text) => write!(
                f,
                "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: {text}"
            ),
            Self::WrongName { host, names } => wrong_name(f, host, names),
            Self::Certificate(text) => {
                write!(f, "tls: failed to verify certificate: x509: {text}")
            }
            Self::ClientCertificate(text) => write!(f, "remote error: tls: {text}"),
            Self::PlainServer => f.write_str("http: server gave HTTP response to HTTPS client"),
            Self::Tls(text) => write!(f, "tls: {text}"),
            Self::Timeout(_) => f.write_str(
                "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            ),
            Self::Stalled(time) => write!(f, "nothing came for {} s", time.as_secs()),
            Self::Closed => f.write_str("EOF"),
            Self::Truncated => f.write_str("unexpected EOF"),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::Compression(text) => write!(f, "gzip: {text}"),
            Self::Redirects(most) => write!(f, "stopped after {most} redirects"),
        }
    }
}

fn wrong_name(f: &mut fmt::Formatter<'_>, host: &str, names: &[String]) -> fmt::Result {
    f.write_str("tls: failed to verify certificate: x509: ")?;
    let address = |name: &str| name.parse::<std::net::IpAddr>().is_ok();
    let is_address = address(host);
    // Go tells the names to who wanted a name, the addresses to who wanted an address.
    let names: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| address(name) == is_address)
        .collect();
    match (&names[..], is_address) {
        ([], true) => write!(
            f,
            "cannot validate certificate for {host} because it doesn't contain any IP SANs"
        ),
        ([], false) => write!(
            f,
            "certificate is not valid for any names, but wanted to match {host}"
        ),
        (names, _) => write!(
            f,
            "certificate is valid for {}, not {host}",
            names.join(", ")
        ),
    }
}

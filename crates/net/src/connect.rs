use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, StreamOwned};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, TcpConnector,
    Transport, TransportAdapter,
};

use crate::{Cause, Step};

/// A failure with its step, on its way through the library.
#[derive(Debug)]
pub(crate) struct StepError {
    pub(crate) step: Step,
    pub(crate) cause: Cause,
}

impl StepError {
    pub(crate) fn boxed(step: Step, cause: Cause) -> ureq::Error {
        ureq::Error::Other(Box::new(Self { step, cause }))
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for StepError {}

/// Looks names up, and says which one is not known.
#[derive(Debug, Default)]
pub(crate) struct NamedResolver(DefaultResolver);

impl Resolver for NamedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default();
        let unknown = |text: &str| {
            let (host, text) = (host.to_owned(), text.to_owned());
            StepError::boxed(Step::Resolve, Cause::NoSuchHost { host, text })
        };
        // The system would take `127.1` and `0x7f000001` for addresses. Go does not, and nobody who checks a host for
        // being one expects it.
        if is_number(host) && host.parse::<Ipv4Addr>().is_err() {
            return Err(unknown("no such host"));
        }
        self.0
            .resolve(uri, config, timeout)
            .map_err(|error| match &error {
                ureq::Error::HostNotFound | ureq::Error::Io(_) => unknown("no such host"),
                _ => error,
            })
    }
}

/// Whether the last part of a name is a number, as no name of a host may end.
fn is_number(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next();
    let last = last.unwrap_or_default();
    let digits = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    match digits {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Connects, and says where that failed.
#[derive(Debug, Default)]
pub(crate) struct NamedTcp(TcpConnector);

impl<In: Transport> Connector<In> for NamedTcp {
    type Out = <TcpConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0
            .connect(details, chained)
            .map_err(|error| match error {
                ureq::Error::Io(error) => {
                    let address = details.addrs.iter().last().map(SocketAddr::to_string);
                    let refused = error.kind() == std::io::ErrorKind::ConnectionRefused;
                    let cause = Cause::Connect {
                        address: address.unwrap_or_default(),
                        text: system_text(&error),
                        refused,
                    };
                    StepError::boxed(Step::Connect, cause)
                }
                other => other,
            })
    }
}

/// An error of the system in its own words, as Go writes them.
pub(crate) fn system_text(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Encrypts connections of `https`.
#[derive(Debug)]
pub(crate) struct TlsConnector(pub(crate) Arc<ClientConfig>);

impl<In: Transport> Connector<In> for TlsConnector {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|_| {
            StepError::boxed(
                Step::Tls,
                Cause::Tls(format!("invalid server name {host:?}")),
            )
        })?;
        let connection = ClientConnection::new(Arc::clone(&self.0), name)
            .map_err(|error| StepError::boxed(Step::Tls, tls_cause(&error, &host)))?;
        let mut sock = TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        sock.set_timeout(details.timeout);
        let mut stream = StreamOwned::new(connection, sock);
        if let Err(error) = stream.conn.complete_io(&mut stream.sock) {
            return Err(handshake_error(error, &host));
        }
        let buffers = LazyBuffers::new(
            details.config.input_buffer_size(),
            details.config.output_buffer_size(),
        );
        Ok(Some(Either::B(TlsTransport { buffers, stream })))
    }
}

fn handshake_error(error: std::io::Error, host: &str) -> ureq::Error {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(inner) = inner {
        return StepError::boxed(Step::Tls, tls_cause(inner, host));
    }
    if error
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<ureq::Error>)
    {
        return error.into();
    }
    let cause = match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Cause::Closed,
        _ => Cause::Broken(system_text(&error)),
    };
    StepError::boxed(Step::Tls, cause)
}

/// What rustls says, in the words of Go.
pub(crate) fn tls_cause(error: &rustls::Error, host: &str) -> Cause {
    match error {
        rustls::Error::InvalidCertificate(problem) => certificate_cause(problem, host),
        rustls::Error::InvalidMessage(_) => Cause::PlainServer,
        rustls::Error::AlertReceived(alert) => {
            let text = format!("{alert:?}");
            let about_client = matches!(
                text.as_str(),
                "CertificateRequired"
                    | "BadCertificate"
                    | "UnknownCA"
                    | "CertificateUnknown"
                    | "AccessDenied"
            );
            let words = match text.as_str() {
                "HandshakeFailure" => "handshake failure".into(),
                "CertificateRequired" => "certificate required".into(),
                "BadCertificate" => "bad certificate".into(),
                "UnknownCA" => "unknown certificate authority".into(),
                "ProtocolVersion" => "protocol version not supported".into(),
                "UnrecognisedName" => "unrecognized name".into(),
                "InternalError" => "internal error".into(),
                _ => text,
            };
            if about_client {
                Cause::ClientCertificate(words)
            } else {
                Cause::Tls(words)
            }
        }
        other => Cause::Tls(other.to_string()),
    }
}

fn certificate_cause(problem: &CertificateError, host: &str) -> Cause {
    match problem {
        CertificateError::UnknownIssuer => Cause::UnknownAuthority,
        CertificateError::Expired => Cause::Expired("it is too old".into()),
        CertificateError::NotValidYet => Cause::Expired("it is not valid yet".into()),
        CertificateError::ExpiredContext { time, not_after } => Cause::Expired(format!(
            "current time {} is after {}",
            rfc3339(time.as_secs()),
            rfc3339(not_after.as_secs())
        )),
        CertificateError::NotValidYetContext { time, not_before } => Cause::Expired(format!(
            "current time {} is before {}",
            rfc3339(time.as_secs()),
            rfc3339(not_before.as_secs())
        )),
        CertificateError::NotValidForName => Cause::WrongName {
            host: host.into(),
            names: Vec::new(),
        },
        CertificateError::NotValidForNameContext { presented, .. } => Cause::WrongName {
            host: host.into(),
            names: presented.iter().map(|name| bare_name(name)).collect(),
        },
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            Cause::UnknownAuthority
        }
        CertificateError::BadSignature => Cause::Certificate("invalid signature".into()),
        other => Cause::Certificate(other.to_string()),
    }
}

/// `DnsName("a.example")` without what is around it.
fn bare_name(name: &str) -> String {
    let quoted = name
        .split_once('"')
        .and_then(|(_, rest)| rest.split_once('"'));
    if let Some((inner, _)) = quoted {
        return inner.into();
    }
    let inner = name.split_once('(').map_or(name, |(_, rest)| rest);
    inner.trim_end_matches(')').into()
}

/// Seconds since 1970 as RFC 3339 writes them.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // The calendar that begins its years in March, from the year 0.
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + era * 400 + later;
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// An encrypted connection.
pub(crate) struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsTransport")
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        std::io::Write::write_all(&mut self.stream, output)?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let read = std::io::Read::read(&mut self.stream, input);
        let amount = match read {
            Err(error)
                if error
                    .get_ref()
                    .is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>) =>
            {
                return Err(handshake_error(error, ""));
            }
            other => other?,
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::certificate::validity;
use crate::connect::{rfc3339, system_text, tls_cause};
use crate::{Cause, Client, Method, SafeUrl, SendError, Step};

/// How long one address may take.
const CONNECT: Duration = Duration::from_secs(10);

/// One step of the way to a server.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What was tried.
    pub name: &'static str,
    /// How long it took.
    pub time: Duration,
    /// What was found, or what is wrong.
    pub outcome: Result<String, Box<SendError>>,
}

/// The steps so far.
struct Probes<'u> {
    url: &'u SafeUrl,
    done: Vec<Probe>,
}

impl Probes<'_> {
    /// Takes a step; nothing when it failed.
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a step takes is what is asked"
    )]
    fn step<T>(
        &mut self,
        name: &'static str,
        step: Step,
        act: impl FnOnce() -> Result<(T, String), Cause>,
    ) -> Option<T> {
        let start = Instant::now();
        let result = act();
        let time = start.elapsed();
        let (value, outcome) = match result {
            Ok((value, text)) => (Some(value), Ok(text)),
            Err(cause) => {
                let error = SendError {
                    method: Method::Get,
                    url: Box::new(self.url.clone()),
                    step,
                    cause,
                    attempts: 1,
                };
                (None, Err(Box::new(error)))
            }
        };
        self.done.push(Probe {
            name,
            time,
            outcome,
        });
        value
    }
}

impl Client {
    /// Goes the way to a server step by step: proxy, name, connection, encryption. Ends with the step that fails.
    pub fn probe(&self, url: &SafeUrl) -> Vec<Probe> {
        let mut probes = Probes {
            url,
            done: Vec::new(),
        };
        self.walk(url, &mut probes);
        probes.done
    }

    fn walk(&self, url: &SafeUrl, probes: &mut Probes<'_>) -> Option<()> {
        let proxy = probes.step("proxy", Step::Proxy, || {
            let proxy = self.options().proxies.of(url).map_err(Cause::Proxy)?;
            let text = match &proxy {
                Some(proxy) => format!("goes through {proxy}"),
                None => "none for this host".to_owned(),
            };
            Ok((proxy, text))
        })?;
        let target = proxy.as_ref().unwrap_or(url);
        let addresses = probes.step("name", Step::Resolve, || look_up(target))?;
        let stream = probes.step("connection", Step::Connect, || connect(&addresses))?;
        if url.scheme() == "https" && proxy.is_none() {
            probes.step("encryption", Step::Tls, || self.encrypt(stream, url))?;
        }
        Some(())
    }

    fn encrypt(&self, stream: TcpStream, url: &SafeUrl) -> Result<((), String), Cause> {
        let host = url.host_name();
        let config = self
            .tls_config()
            .map_err(|error| Cause::Tls(error.to_string()))?;
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Cause::Tls(format!("invalid server name {host:?}")))?;
        let connection = ClientConnection::new(Arc::new(config), name)
            .map_err(|error| tls_cause(&error, host))?;
        let mut stream = StreamOwned::new(connection, stream);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).map_err(|error| {
                let inner = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<rustls::Error>());
                match inner {
                    Some(inner) => tls_cause(inner, host),
                    None => Cause::Broken(system_text(&error)),
                }
            })?;
        }
        let chain = stream.conn.peer_certificates().unwrap_or_default();
        let until = chain.first().and_then(|certificate| validity(certificate));
        let until = until.map_or_else(|| "unknown".to_owned(), |(_, until)| rfc3339(until));
        let version = stream
            .conn
            .protocol_version()
            .and_then(|version| version.as_str().map(str::to_owned));
        let version = version.unwrap_or_default();
        let count = chain.len();
        let checked = if self.options().insecure_skip_tls_verify {
            ", not checked"
        } else {
            ""
        };
        Ok((
            (),
            format!("{version}, {count} certificates, valid until {until}{checked}"),
        ))
    }
}

fn look_up(target: &SafeUrl) -> Result<(Vec<SocketAddr>, String), Cause> {
    let host = target.host_name();
    let unknown = |text: String| Cause::NoSuchHost {
        host: host.to_owned(),
        text,
    };
    let found = (host, target.port()).to_socket_addrs();
    let found: Vec<_> = found.map_err(|_| unknown("no such host".into()))?.collect();
    if found.is_empty() {
        return Err(unknown("no such host".into()));
    }
    let mut shown: Vec<_> = found.iter().map(SocketAddr::ip).collect::<Vec<IpAddr>>();
    shown.dedup();
    let shown: Vec<_> = shown.iter().map(IpAddr::to_string).collect();
    Ok((found, format!("{host} is {}", shown.join(", "))))
}

fn connect(addresses: &[SocketAddr]) -> Result<(TcpStream, String), Cause> {
    let mut last = Cause::NoHost;
    for address in addresses {
        match TcpStream::connect_timeout(address, CONNECT) {
            Ok(stream) => {
                // Without them a silent server would be waited for without end.
                let limited = stream
                    .set_read_timeout(Some(CONNECT))
                    .and_then(|()| stream.set_write_timeout(Some(CONNECT)));
                limited.map_err(|error| Cause::Broken(system_text(&error)))?;
                return Ok((stream, format!("to {address}")));
            }
            Err(error) => {
                last = Cause::Connect {
                    address: address.to_string(),
                    text: system_text(&error),
                    refused: error.kind() == std::io::ErrorKind::ConnectionRefused,
                };
            }
        }
    }
    Err(last)
}

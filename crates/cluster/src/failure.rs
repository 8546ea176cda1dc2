//! What went wrong between here and the server, in the words of Go's HTTP client.

use std::error::Error as StdError;
use std::io::{Error as IoError, ErrorKind};
use std::net::ToSocketAddrs as _;

use http::{Method, Uri};
use steersman_plan::ClusterError;

/// A request that got no answer.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What is told.
    pub(crate) error: ClusterError,
    /// Whether the request can not have been seen by the server.
    pub(crate) unsent: bool,
    /// Whether another try could go better.
    pub(crate) transient: bool,
}

/// What is told of a failed request.
pub(crate) fn failure(error: &kube::Error, method: &Method, target: &str, server: &Uri) -> Failure {
    let what = Cause::of(error);
    let reason = what.words(error, server);
    let verb = title(method.as_str());
    let base = server.to_string();
    let url = format!("{}{target}", base.trim_end_matches('/'));
    Failure {
        error: ClusterError::Unreachable(format!("{verb} \"{url}\": {reason}")),
        unsent: !matches!(what, Cause::Broken),
        transient: !matches!(what, Cause::Tls(_) | Cause::Credentials | Cause::Lookup),
    }
}

/// A request that took longer than any server should.
pub(crate) fn overdue(method: &Method, target: &str, server: &Uri) -> Failure {
    let verb = title(method.as_str());
    let base = server.to_string();
    let url = format!("{}{target}", base.trim_end_matches('/'));
    Failure {
        error: ClusterError::Unreachable(format!(
            "{verb} \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        )),
        unsent: false,
        transient: true,
    }
}

/// Why no client could be made of the settings; `plugin` is the program that gives credentials.
pub(crate) fn unusable(error: &kube::Error, server: &Uri, plugin: &str) -> ClusterError {
    if let kube::Error::Auth(auth) = error {
        let base = server.to_string();
        return ClusterError::Unreachable(format!(
            "Get \"{}/version\": {}",
            base.trim_end_matches('/'),
            credentials_words(auth, plugin)
        ));
    }
    let reason = deepest(error);
    if reason.contains("identity PEM") {
        let words = "tls: failed to find any PEM data in certificate input";
        return ClusterError::Config(words.to_owned());
    }
    ClusterError::Config(reason)
}

enum Cause {
    /// No connection came about.
    Dial(ErrorKind),
    /// The name of the server has no address.
    Lookup,
    /// The connection came about and TLS did not.
    Tls(String),
    /// A plugin gave no credentials.
    Credentials,
    /// The connection broke.
    Broken,
    /// The server took leave of the connection before it looked at the request.
    TurnedAway,
}

impl Cause {
    fn of(error: &kube::Error) -> Self {
        if matches!(error, kube::Error::Auth(_)) {
            return Self::Credentials;
        }
        let chain: Vec<&(dyn StdError + 'static)> = chain(error).collect();
        let connecting = chain.iter().any(|error| {
            let text = error.to_string();
            text.contains("client error (Connect)") || text.contains("error trying to connect")
        });
        if chain
            .iter()
            .any(|error| error.to_string().contains("dns error"))
        {
            return Self::Lookup;
        }
        let io = chain
            .iter()
            .find_map(|error| error.downcast_ref::<IoError>());
        match io {
            Some(io) if connecting && io.raw_os_error().is_none() && is_tls(io) => {
                Self::Tls(deepest_io(io))
            }
            Some(io) if connecting => Self::Dial(io.kind()),
            _ if chain.iter().any(|error| is_turned_away(*error)) => Self::TurnedAway,
            _ => Self::Broken,
        }
    }

    fn words(&self, error: &kube::Error, server: &Uri) -> String {
        match self {
            Self::Dial(ErrorKind::TimedOut) => format!("dial tcp {}: i/o timeout", address(server)),
            Self::Dial(_) => format!("dial tcp {}: connect: {}", address(server), io_words(error)),
            Self::Lookup => format!(
                "dial tcp: lookup {}{}: no such host",
                server.host().unwrap_or_default(),
                name_server()
            ),
            Self::Tls(reason) => tls_words(reason),
            Self::Credentials => match error {
                kube::Error::Auth(auth) => credentials_words(auth, "plugin"),
                other => deepest(other),
            },
            Self::Broken | Self::TurnedAway => broken_words(error),
        }
    }
}

/// Whether this is HTTP/2's word for a request that was not begun: RFC 9113, sections 6.8 and 8.7.
fn is_turned_away(error: &(dyn StdError + 'static)) -> bool {
    let text = error.to_string();
    text.starts_with("stream error received: refused stream")
        || text.starts_with("connection error received: not a result of an error")
}

fn is_tls(error: &IoError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof
    ) || error.to_string().contains("certificate")
}

fn tls_words(reason: &str) -> String {
    let certificate = |text: &str| format!("tls: failed to verify certificate: x509: {text}");
    if reason.contains("UnknownIssuer") || reason.contains("CaUsedAsEndEntity") {
        certificate("certificate signed by unknown authority")
    } else if reason.contains("Expired") || reason.contains("expired") {
        certificate("certificate has expired or is not yet valid")
    } else if let Some(text) = other_names(reason) {
        certificate(&text)
    } else if let Some(rest) = reason.strip_prefix("invalid peer certificate: ") {
        certificate(rest)
    } else if reason.contains("InvalidContentType") {
        "http: server gave HTTP response to HTTPS client".to_owned()
    } else if reason.contains("eof") || reason.contains("EOF") {
        "EOF".to_owned()
    } else {
        format!("tls: {reason}")
    }
}

/// A certificate that is for other servers, in Go's words.
fn other_names(reason: &str) -> Option<String> {
    let (_, rest) = reason.split_once("not valid for name \"")?;
    let (wanted, names) = rest.split_once('"')?;
    let address = wanted.parse::<std::net::IpAddr>().is_ok();
    let (begin, end) = if address {
        ("IpAddress(", ')')
    } else {
        ("DnsName(\"", '"')
    };
    let names: Vec<&str> = names
        .split(begin)
        .skip(1)
        .filter_map(|name| name.split(end).next())
        .collect();
    Some(match (names.as_slice(), address) {
        ([], true) => format!(
            "cannot validate certificate for {wanted} because it doesn't contain any IP SANs"
        ),
        ([], false) => {
            format!("certificate is not valid for any names, but wanted to match {wanted}")
        }
        (names, _) => format!(
            "certificate is valid for {}, not {wanted}",
            names.join(", ")
        ),
    })
}

fn broken_words(error: &kube::Error) -> String {
    let text: Vec<String> = chain(error).map(ToString::to_string).collect();
    let closed = [
        "connection closed before message completed",
        "stream closed because of a broken pipe",
    ];
    if text
        .iter()
        .any(|text| closed.iter().any(|closed| text.contains(closed)))
    {
        return "EOF".to_owned();
    }
    if let Some(io) = chain(error).find_map(|error| error.downcast_ref::<IoError>())
        && io.raw_os_error().is_some()
    {
        return format!("read: {}", system_words(io));
    }
    text.last().cloned().unwrap_or_default()
}

fn io_words(error: &kube::Error) -> String {
    chain(error)
        .find_map(|error| error.downcast_ref::<IoError>())
        .map_or_else(|| deepest(error), system_words)
}

/// The address that was dialled first: what the name of the server stands for on this machine.
fn address(server: &Uri) -> String {
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_https = server.scheme_str() == Some("https");
    let port = server.port_u16().unwrap_or(if is_https { 443 } else { 80 });
    (host, port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .map_or_else(|| format!("{host}:{port}"), |address| address.to_string())
}

/// The server of names that was asked, as Go names it: ` on 192.0.2.1:53`.
fn name_server() -> String {
    let text = fs_err::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let mut servers = text
        .lines()
        .filter_map(|line| line.strip_prefix("nameserver"));
    match servers.next().map(str::trim) {
        Some(server) if server.contains(':') => format!(" on [{server}]:53"),
        Some(server) => format!(" on {server}:53"),
        None => String::new(),
    }
}

/// What a plugin did wrong. What it printed is not repeated: it may be a token.
fn credentials_words(error: &kube::client::AuthError, plugin: &str) -> String {
    use kube::client::AuthError;
    let reason = match error {
        AuthError::AuthExecStart(io) if io.kind() == ErrorKind::NotFound => {
            format!(
                "exec: executable {plugin} not found\n\n\
             It looks like you are trying to use a client-go credential plugin that is not installed.\n\n\
             To learn more about this feature, consult the documentation available at:\n      \
             https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins"
            )
        }
        AuthError::AuthExecRun { cmd, out } => {
            let program = cmd.split_whitespace().next().unwrap_or_default();
            let program = program.trim_matches('"');
            match out.status.code() {
                Some(code) => {
                    format!("exec: executable {program} failed with exit code {code}")
                }
                None => format!("exec: executable {program} was killed"),
            }
        }
        AuthError::AuthExecParse(_) => "exec: decoding stdout failed".to_owned(),
        AuthError::ReadTokenFile(io, path) => {
            format!("open {}: {}", path.display(), system_words(io))
        }
        other => other.to_string(),
    };
    format!("getting credentials: {reason}")
}

/// An error of the system in Go's words: `connection refused`.
pub(crate) fn system_words(error: &IoError) -> String {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.source().or(Some(inner)))
        .map(ToString::to_string);
    let text = inner.unwrap_or_else(|| error.to_string());
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

fn deepest(error: &(dyn StdError + 'static)) -> String {
    chain(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn deepest_io(error: &IoError) -> String {
    error
        .get_ref()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// `GET` as Go writes it in errors: `Get`.
fn title(method: &str) -> String {
    let mut text = method.to_ascii_lowercase();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

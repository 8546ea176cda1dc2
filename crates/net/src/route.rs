use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use ureq::{Proxy, ProxyProtocol};

use crate::connect::StepError;
use crate::{Cause, Proxies, SafeUrl, Step};

/// How a request gets to its server.
pub(crate) enum Route {
    /// Straight there.
    Direct,
    /// A proxy gets the whole request and sends it on.
    Forward(SafeUrl),
    /// A proxy makes a connection and does not look into it.
    Tunnel(Proxy),
}

impl Route {
    /// The route that the proxies say: tunnels for encrypted requests and through SOCKS, and no others.
    pub(crate) fn find(url: &SafeUrl, proxies: &Proxies) -> Result<Self, String> {
        let Some(proxy) = proxies.of(url)? else {
            return Ok(Self::Direct);
        };
        let protocol = match proxy.scheme() {
            // Both let the proxy look names up.
            "socks5" | "socks5h" => return tunnel(ProxyProtocol::Socks5h, &proxy, 1080),
            "https" => ProxyProtocol::Https,
            // Go takes everything else for a proxy that speaks HTTP.
            _ => ProxyProtocol::Http,
        };
        match url.scheme() {
            "http" => Ok(Self::Forward(proxy)),
            _ => tunnel(protocol, &proxy, 80),
        }
    }

    /// The proxy that tunnels.
    pub(crate) fn tunnel(&self) -> Option<&Proxy> {
        match self {
            Self::Tunnel(proxy) => Some(proxy),
            Self::Direct | Self::Forward(_) => None,
        }
    }

    /// Addresses a request. One that a proxy sends on goes to the proxy; its path gets its origin when it is sent.
    pub(crate) fn address(
        &self,
        url: &SafeUrl,
        message: http::request::Builder,
    ) -> http::request::Builder {
        let Self::Forward(proxy) = self else {
            return message.uri(url.target());
        };
        let scheme = if proxy.scheme() == "https" {
            "https"
        } else {
            "http"
        };
        let target = url.target();
        let path = target.strip_prefix(&origin(url)).unwrap_or_default();
        let uri = Uri::builder()
            .scheme(scheme)
            .authority(proxy.host())
            .path_and_query(if path.is_empty() { "/" } else { path });
        let message = match uri.build() {
            Ok(uri) => message.uri(uri),
            // The builder tells of it when it is asked for the message.
            Err(_) => message.uri(""),
        };
        let message = message.header("Host", url.host());
        match proxy.user() {
            None => message,
            Some((name, password)) => {
                let secret = STANDARD.encode(format!("{name}:{password}"));
                message.header("Proxy-Authorization", format!("Basic {secret}"))
            }
        }
    }

    /// A failure on the way to a proxy is one of the proxy.
    pub(crate) fn blame(&self, failure: StepError) -> StepError {
        match (self, failure.step) {
            (Self::Forward(_) | Self::Tunnel(_), Step::Connect | Step::Resolve) => StepError {
                step: Step::Proxy,
                cause: Cause::Proxy(failure.cause.to_string()),
            },
            _ => failure,
        }
    }
}

/// Scheme and host, as a request to a proxy has them before its path.
pub(crate) fn origin(url: &SafeUrl) -> String {
    format!("{}://{}", url.scheme(), url.host())
}

fn tunnel(protocol: ProxyProtocol, proxy: &SafeUrl, usual: u16) -> Result<Route, String> {
    let port = if proxy.port() == 0 {
        usual
    } else {
        proxy.port()
    };
    let builder = Proxy::builder(protocol).host(proxy.host_name()).port(port);
    let builder = match proxy.user() {
        None => builder,
        Some((name, password)) => builder.username(name).password(password),
    };
    let built = builder.build().map_err(|error| error.to_string())?;
    Ok(Route::Tunnel(built))
}

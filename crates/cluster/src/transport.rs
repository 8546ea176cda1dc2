//! The way that requests go: HTTP/2 where the server speaks it, so that all of them share one connection.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Uri};
use hyper_rustls::builderstates::WantsProtocols3;
use hyper_rustls::{FixedServerNameResolver, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ClientBuilder, ConfigExt as _};
use kube::{Client, Config};
use percent_encoding::percent_decode_str;
use tower::{BoxError, ServiceExt as _};

/// After how long without a word the server is asked whether it is still there, and how long it has to answer.
const QUIET: Duration = Duration::from_secs(30);
const ECHO: Duration = Duration::from_secs(15);
/// How many bytes of an answer may come in before they are looked at, and how many of all answers at once.
const ANSWER_WINDOW: u32 = 512 * 1024;
const WINDOW: u32 = 4 * 1024 * 1024;

/// A client of these settings. Plugins for credentials are run.
///
/// The library would build one that speaks nothing but HTTP/1.1, with a connection for each request under way.
///
/// # Errors
/// What the library says of settings that cannot be used, and of plugins that fail.
pub(crate) fn build_client(mut config: Config) -> kube::Result<Client> {
    let credentials = config.auth_layer()?;
    if credentials.is_some() {
        // A plugin that gave a token is not run again for a certificate.
        config.auth_info.exec = None;
    }
    let mut direct = HttpConnector::new();
    direct.enforce_http(false);
    direct.set_nodelay(true);
    direct.set_keepalive(Some(QUIET));
    direct.set_connect_timeout(config.connect_timeout);
    let tls = tls(&config)?;
    let way = Way {
        config: &config,
        credentials,
    };
    let Some(proxy) = config.proxy_url.clone() else {
        return way.through(tls.wrap_connector(direct));
    };
    match proxy.scheme_str() {
        Some("socks5") => way.through(tls.wrap_connector(socks(&proxy, direct))),
        Some("http") => way.through(tls.wrap_connector(tunnel(&proxy, direct))),
        Some("https") => {
            let encrypted = config.rustls_https_connector_with_connector(direct)?;
            way.through(tls.wrap_connector(tunnel(&proxy, encrypted)))
        }
        _ => Err(kube::Error::ProxyProtocolUnsupported {
            proxy_url: Box::new(proxy),
        }),
    }
}

/// What is put on every request, wherever the connections come from.
struct Way<'a> {
    config: &'a Config,
    credentials: Option<kube::client::middleware::AuthLayer>,
}

impl Way<'_> {
    fn through<C: Connect + Clone + Send + Sync + 'static>(
        self,
        connector: C,
    ) -> kube::Result<Client> {
        let client: HttpClient<C, Body> = HttpClient::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .http2_keep_alive_interval(QUIET)
            .http2_keep_alive_timeout(ECHO)
            .http2_initial_stream_window_size(ANSWER_WINDOW)
            .http2_initial_connection_window_size(WINDOW)
            .build(connector);
        let builder = ClientBuilder::new(client.map_err(BoxError::from), "")
            .with_layer(&self.config.extra_headers_layer()?);
        let base = self.config.base_uri_layer();
        Ok(match self.credentials {
            Some(credentials) => builder.with_layer(&credentials).with_layer(&base).build(),
            None => builder.with_layer(&base).build(),
        })
    }
}

fn tls(config: &Config) -> kube::Result<HttpsConnectorBuilder<WantsProtocols3>> {
    let mut builder = HttpsConnectorBuilder::new()
        .with_tls_config(config.rustls_client_config()?)
        .https_or_http();
    if let Some(name) = config.tls_server_name.clone() {
        let name = name
            .try_into()
            .map_err(|error| kube::Error::Service(BoxError::from(error)))?;
        builder = builder.with_server_name_resolver(FixedServerNameResolver::new(name));
    }
    Ok(builder.enable_all_versions())
}

fn socks(proxy: &Uri, connector: HttpConnector) -> SocksV5<HttpConnector> {
    let socks = SocksV5::new(proxy.clone(), connector);
    match user(proxy) {
        Some((name, password)) => socks.with_auth(name, password),
        None => socks,
    }
}

fn tunnel<C>(proxy: &Uri, connector: C) -> Tunnel<C> {
    let tunnel = Tunnel::new(proxy.clone(), connector);
    let credentials = user(proxy).and_then(|(name, password)| {
        let text = STANDARD.encode(format!("{name}:{password}"));
        HeaderValue::from_str(&format!("Basic {text}")).ok()
    });
    match credentials {
        Some(credentials) => tunnel.with_auth(credentials),
        None => tunnel,
    }
}

/// The name and the password in the URL of a proxy.
fn user(proxy: &Uri) -> Option<(String, String)> {
    let (user, _) = proxy.authority()?.as_str().rsplit_once('@')?;
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let plain = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((plain(name), plain(password)))
}

use std::borrow::Cow;
use std::io::Read;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::config::AutoHeaderValue;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector as _};
use ureq::{Agent, SendBody};

use crate::connect::{NamedResolver, NamedTcp, StepError, TlsConnector, system_text};
use crate::forward::ForwardConnector;
use crate::redirect::{MOST, redirected};
use crate::request::{Body, Credentials, Method, Request};
use crate::response::{Response, reason};
use crate::retry::{passes, pause};
use crate::route::{Route, origin};
use crate::socks::NamedSocks;
use crate::tls::Material;
use crate::{Cause, ClientError, ClientOptions, FetchError, SafeUrl, SendError, Step};

/// Sends requests. Clones share connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    options: ClientOptions,
    material: Material,
    plain: Agent,
    encrypted: OnceLock<Agent>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client. Reads its certificates and keys.
    ///
    /// # Errors
    /// [`ClientError`] when they cannot be used.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        let material = Material::read(&options)?;
        let chain =
            ().chain(NamedSocks::default())
                .chain(ConnectProxyConnector::default())
                .chain(NamedTcp::default());
        let plain = Agent::with_parts(config(&options), chain, NamedResolver::default());
        let client = Self(Arc::new(Inner {
            options,
            material,
            plain,
            encrypted: OnceLock::new(),
        }));
        // A wrong pair of key and certificate is told at once; the system's authorities are only read when needed.
        if client.0.options.cert_file.is_some() || client.0.options.ca_file.is_some() {
            client.encrypted()?;
        }
        Ok(client)
    }

    /// `http` when registries are asked without TLS, else `https`.
    pub fn registry_scheme(&self) -> &'static str {
        if self.0.options.plain_http {
            "http"
        } else {
            "https"
        }
    }

    pub(crate) fn options(&self) -> &ClientOptions {
        &self.0.options
    }

    pub(crate) fn tls_config(&self) -> Result<rustls::ClientConfig, ClientError> {
        Ok(self.0.material.config()?)
    }

    fn encrypted(&self) -> Result<&Agent, ClientError> {
        if let Some(agent) = self.0.encrypted.get() {
            return Ok(agent);
        }
        let tls = TlsConnector(Arc::new(self.0.material.config()?));
        let chain =
            ().chain(NamedSocks::default())
                .chain(ConnectProxyConnector::default())
                .chain(NamedTcp::default())
                .chain(tls);
        let agent = Agent::with_parts(config(&self.0.options), chain, NamedResolver::default());
        Ok(self.0.encrypted.get_or_init(|| agent))
    }

    /// The agent for a route. One that forwards is for a single request.
    fn agent(&self, url: &SafeUrl, route: &Route) -> Result<Cow<'_, Agent>, ClientError> {
        let Route::Forward(proxy) = route else {
            return Ok(Cow::Borrowed(match url.scheme() {
                "https" => self.encrypted()?,
                _ => &self.0.plain,
            }));
        };
        let forward = ForwardConnector {
            origin: origin(url),
        };
        let config = config(&self.0.options);
        let resolver = NamedResolver::default();
        let agent = if proxy.scheme() == "https" {
            let tls = TlsConnector(Arc::new(self.0.material.config()?));
            let chain = ().chain(NamedTcp::default()).chain(tls).chain(forward);
            Agent::with_parts(config, chain, resolver)
        } else {
            let chain = ().chain(NamedTcp::default()).chain(forward);
            Agent::with_parts(config, chain, resolver)
        };
        Ok(Cow::Owned(agent))
    }

    /// Sends a request and answers with what came, whatever its status. Follows redirects, and tries again what may
    /// be tried again.
    ///
    /// # Errors
    /// [`SendError`] when there is no answer.
    pub fn send(&self, request: &Request) -> Result<Response, SendError> {
        let mut attempt = 1;
        loop {
            let last = !request.repeats || attempt >= self.0.options.attempts;
            let result = self.follow(request);
            let asked = match &result {
                Ok(answer) if !last && passes(answer.status) => {
                    answer.header("retry-after").map(str::to_owned)
                }
                Err(error) if !last && error.cause.passes() => None,
                _ => {
                    return result.map_err(|mut error| {
                        error.attempts = attempt;
                        error
                    });
                }
            };
            drop(result);
            attempt += 1;
            std::thread::sleep(pause(attempt, asked.as_deref()));
        }
    }

    /// Fetches what a URL names, whole; tries again when the body breaks off.
    ///
    /// # Errors
    /// [`FetchError`], also for every status but 200.
    pub fn fetch(&self, request: &Request) -> Result<Vec<u8>, FetchError> {
        let mut attempt = 1;
        loop {
            let response = self.send(request)?;
            if response.status != 200 {
                return Err(FetchError::Status {
                    url: Box::new(request.url.clone()),
                    status: response.status,
                    reason: reason(response.status),
                    had_credentials: request.credentials.is_some(),
                });
            }
            match response.bytes() {
                Ok(bytes) => return Ok(bytes),
                Err(error)
                    if error.cause.passes()
                        && request.repeats
                        && attempt < self.0.options.attempts =>
                {
                    attempt += 1;
                    std::thread::sleep(pause(attempt, None));
                }
                Err(mut error) => {
                    error.attempts = attempt;
                    return Err(error.into());
                }
            }
        }
    }

    fn follow(&self, request: &Request) -> Result<Response, SendError> {
        let mut request = request.clone();
        for _ in 0..=MOST {
            let response = self.once(&request).map_err(|failure| SendError {
                method: request.method,
                url: Box::new(request.url.clone()),
                step: failure.step,
                cause: failure.cause,
                attempts: 1,
            })?;
            let next = redirected(&request, response.status, response.header("location"));
            match next {
                Ok(None) => return Ok(response),
                Ok(Some(next)) => request = next,
                Err(cause) => return Err(answer_error(&request, cause)),
            }
        }
        Err(answer_error(&request, Cause::Redirects(MOST)))
    }

    fn once(&self, request: &Request) -> Result<Response, StepError> {
        let url = &request.url;
        let failed = |step, cause| StepError { step, cause };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(failed(Step::Url, Cause::Scheme(url.scheme().into())));
        }
        if url.host_name().is_empty() {
            return Err(failed(Step::Url, Cause::NoHost));
        }
        let route = Route::find(url, &self.0.options.proxies)
            .map_err(|text| failed(Step::Proxy, Cause::Proxy(text)))?;
        let agent = self
            .agent(url, &route)
            .map_err(|error| failed(Step::Tls, Cause::Tls(error.0.to_string())))?;
        let sent = |body: SendBody<'_>| -> Result<_, StepError> {
            let message = build_message(request, &route, body)?;
            let message = agent
                .configure_request(message)
                .proxy(route.tunnel().cloned())
                .build();
            let times = (self.0.options.timeout, self.0.options.stall);
            agent
                .run(message)
                .map_err(|error| route.blame(cause_of(error, times)))
        };
        let answer = match &request.body {
            Body::Empty => sent(SendBody::none()),
            Body::Bytes(bytes) => {
                let mut bytes: &[u8] = bytes;
                sent(SendBody::from_reader(&mut bytes))
            }
            Body::File(path) => {
                let mut file = fs_err::File::open(path)
                    .map_err(|error| failed(Step::Answer, Cause::File(error.to_string())))?;
                sent(SendBody::from_reader(&mut file))
            }
        }?;
        Ok(self.response(request, answer))
    }

    fn response(&self, request: &Request, answer: http::Response<ureq::Body>) -> Response {
        let (head, body) = answer.into_parts();
        let is_packed = head
            .headers
            .get("content-encoding")
            .is_some_and(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"gzip"));
        let body = body.into_with_config().limit(u64::MAX).reader();
        let body: Box<dyn Read + Send> = if request.compressed && is_packed {
            Box::new(flate2::read::MultiGzDecoder::new(body))
        } else {
            Box::new(body)
        };
        let mut headers = head.headers;
        if request.compressed && is_packed {
            // They speak of the packed body.
            headers.remove("content-length");
            headers.remove("content-encoding");
        }
        Response {
            status: head.status.as_u16(),
            headers,
            method: request.method,
            url: request.url.clone(),
            limit: request.limit,
            times: (self.0.options.timeout, self.0.options.stall),
            body,
        }
    }
}

fn answer_error(request: &Request, cause: Cause) -> SendError {
    SendError {
        method: request.method,
        url: Box::new(request.url.clone()),
        step: Step::Answer,
        cause,
        attempts: 1,
    }
}

fn config(options: &ClientOptions) -> ureq::config::Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .user_agent(options.user_agent.as_str())
        .proxy(None)
        .timeout_global(Some(options.timeout))
        .timeout_per_read(Some(options.stall))
        .build()
}

fn build_message<'b>(
    request: &Request,
    route: &Route,
    body: SendBody<'b>,
) -> Result<http::Request<SendBody<'b>>, StepError> {
    let mut message = route.address(
        &request.url,
        http::Request::builder().method(request.method.name()),
    );
    for (name, value) in &request.headers {
        message = message.header(name, value);
    }
    let from_url = || {
        let (name, password) = request.url.user()?;
        Some(Credentials::Basic {
            username: name.into(),
            password: password.into(),
        })
    };
    match request.credentials.clone().or_else(from_url) {
        None => {}
        Some(Credentials::Basic { username, password }) => {
            let secret = STANDARD.encode(format!("{username}:{password}"));
            message = message.header("Authorization", format!("Basic {secret}"));
        }
        Some(Credentials::Bearer(token)) => {
            message = message.header("Authorization", format!("Bearer {token}"));
        }
    }
    if request.compressed {
        message = message.header("Accept-Encoding", "gzip");
    }
    let length = match &request.body {
        Body::Empty => {
            (request.method != Method::Get && request.method != Method::Head).then_some(0)
        }
        Body::Bytes(bytes) => Some(bytes.len() as u64),
        Body::File(path) => fs_err::metadata(path).ok().map(|metadata| metadata.len()),
    };
    if let Some(length) = length {
        message = message.header("Content-Length", length);
    }
    message.body(body).map_err(|error| StepError {
        step: Step::Url,
        cause: Cause::Unsendable(error.to_string()),
    })
}

/// Why a proxy makes no tunnel: what its status means, as Go has it.
fn refusal(text: &str) -> Cause {
    let status = text
        .rsplit('/')
        .next()
        .and_then(|status| status.parse().ok());
    match status.map(reason) {
        None | Some("") => Cause::Proxy(text.into()),
        Some(reason) => Cause::ProxyRefused(reason),
    }
}

/// What the library says, as step and cause; `times` are those of the whole request and of silence.
pub(crate) fn cause_of(error: ureq::Error, times: (Duration, Duration)) -> StepError {
    let (step, cause) = match error {
        ureq::Error::Other(inner) => match inner.downcast::<StepError>() {
            Ok(step) => return *step,
            Err(other) => (Step::Answer, Cause::Protocol(other.to_string())),
        },
        ureq::Error::Io(error) => match error.kind() {
            std::io::ErrorKind::UnexpectedEof => (Step::Answer, Cause::Closed),
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => {
                (Step::Answer, Cause::Compression(error.to_string()))
            }
            _ => (
                Step::Answer,
                Cause::Broken(format!("read tcp: {}", system_text(&error))),
            ),
        },
        ureq::Error::Timeout(kind) => match kind {
            ureq::Timeout::Global | ureq::Timeout::PerCall => {
                (Step::Answer, Cause::Timeout(times.0))
            }
            _ => (Step::Answer, Cause::Stalled(times.1)),
        },
        ureq::Error::ConnectProxyFailed(text) => (Step::Proxy, refusal(&text)),
        ureq::Error::Protocol(error) => (
            Step::Answer,
            Cause::Protocol(format!(
                "net/http: HTTP/1.x transport connection broken: {error}"
            )),
        ),
        other => (Step::Answer, Cause::Protocol(other.to_string())),
    };
    StepError { step, cause }
}

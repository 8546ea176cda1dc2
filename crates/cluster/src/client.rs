use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderMap, StatusCode, Uri};
use http_body_util::BodyExt as _;
use kube::client::Body;
use kube::{Client, Config};
use steersman_plan::{ClusterError, Gvk};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::config::build_config;
use crate::failure::{self, Failure};
use crate::kinds::Resource;
use crate::request::Request;
use crate::throttle::Throttle;
use crate::transport::build_client;
use crate::warnings::Warnings;
use crate::{ConnectOptions, KubeCluster};

/// For how long credentials that were had anew have to be good.
const FRESH: Duration = Duration::from_secs(5);

/// An open way to one server, and what is known of it.
pub(crate) struct Connection {
    options: ConnectOptions,
    credentials: Mutex<Credentials>,
    server: Uri,
    throttle: Option<Throttle>,
    /// The one limit on how many requests are under way.
    pub(crate) slots: Semaphore,
    /// Whether the server has ever answered. Before that, nobody waits for it to come back.
    pub(crate) reached: AtomicBool,
    /// Held by the first request until it is answered: where it is by HTTP/2, the others share its connection.
    opening: tokio::sync::Mutex<()>,
    opened: AtomicBool,
    /// Whether the server refused to begin a watch with what is there.
    pub(crate) lists_before_watching: AtomicBool,
    /// The resources of API versions that were asked about, by group and version.
    pub(crate) resources: Mutex<HashMap<String, HashMap<String, Resource>>>,
    /// What the server warned of.
    pub(crate) warnings: Warnings,
}

/// A client with the credentials that it was made with.
struct Credentials {
    client: Client,
    /// How often they were had anew.
    age: u32,
    /// When they were had.
    since: Instant,
    /// Whether they can be had anew: from a plugin, or a file.
    renewable: bool,
}

impl Credentials {
    fn new(config: Config, server: &Uri, age: u32) -> Result<Self, ClusterError> {
        let exec = config.auth_info.exec.as_ref();
        let plugin = exec
            .and_then(|exec| exec.command.clone())
            .unwrap_or_default();
        let renewable = exec.is_some() || config.auth_info.token_file.is_some();
        let client =
            build_client(config).map_err(|error| failure::unusable(&error, server, &plugin))?;
        Ok(Self {
            client,
            age,
            since: Instant::now(),
            renewable,
        })
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// An answer that came in whole.
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// How old the credentials were; see [`Connection::renew`].
    pub(crate) credentials: u32,
}

impl Connection {
    /// Reads the settings. Nothing is sent yet; plugins for credentials are run.
    pub(crate) fn open(options: &ConnectOptions) -> Result<Self, ClusterError> {
        let config = build_config(options)?;
        let server = config.cluster_url.clone();
        Ok(Self {
            options: options.clone(),
            credentials: Mutex::new(Credentials::new(config, &server, 0)?),
            server,
            throttle: Throttle::new(options.qps, options.burst),
            slots: Semaphore::new(KubeCluster::MAX_CONCURRENT),
            reached: AtomicBool::new(false),
            opening: tokio::sync::Mutex::default(),
            opened: AtomicBool::new(false),
            lists_before_watching: AtomicBool::new(false),
            resources: Mutex::default(),
            warnings: Warnings::default(),
        })
    }

    /// Gets credentials anew after the server did not accept those of this age. Whether there are others now.
    pub(crate) fn renew(&self, age: u32) -> bool {
        let mut credentials = self.credentials();
        if credentials.age != age {
            return true;
        }
        // New ones that are refused at once are no better the next time.
        let in_vain = age > 0 && credentials.since.elapsed() < FRESH;
        if !credentials.renewable || in_vain {
            return false;
        }
        let renewed = build_config(&self.options)
            .and_then(|config| Credentials::new(config, &self.server, age + 1));
        match renewed {
            Ok(renewed) => {
                *credentials = renewed;
                true
            }
            Err(_) => false,
        }
    }

    /// How often credentials were had anew.
    pub(crate) fn credentials_age(&self) -> u32 {
        self.credentials().age
    }

    fn credentials(&self) -> std::sync::MutexGuard<'_, Credentials> {
        self.credentials
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What is known of a kind that was asked about.
    pub(crate) fn known_resource(&self, gvk: &Gvk) -> Option<Resource> {
        let known = self
            .resources
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known.get(&gvk.api_version())?.get(&gvk.kind).cloned()
    }

    /// Sends a request and gives the answer as soon as its headers are there.
    pub(crate) async fn begin(&self, request: &Request) -> Result<http::Response<Body>, Failure> {
        if let Some(throttle) = &self.throttle {
            throttle.admit().await;
        }
        let mut builder = http::Request::builder()
            .method(request.method.clone())
            .uri(request.target.as_str())
            .header(http::header::ACCEPT, request.accept);
        if !request.content_type.is_empty() {
            builder = builder.header(http::header::CONTENT_TYPE, request.content_type);
        }
        let message = builder
            .body(Body::from(request.body.clone()))
            .map_err(|error| Failure {
                error: ClusterError::Config(error.to_string()),
                unsent: true,
                transient: false,
            })?;
        let client = self.credentials().client.clone();
        let turn = self.turn_to_open().await;
        let answer = client.send(message).await;
        self.opened.store(true, Ordering::Relaxed);
        drop(turn);
        let answer = answer.map_err(|error| self.failure(&error, request))?;
        self.warnings.note(answer.headers());
        Ok(answer)
    }

    /// Waits for the first request to have its answer; none, at once, when it has, and for the first one.
    async fn turn_to_open(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if self.opened.load(Ordering::Relaxed) {
            return None;
        }
        let turn = self.opening.lock().await;
        (!self.opened.load(Ordering::Relaxed)).then_some(turn)
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn exchange(&self, request: &Request) -> Result<Reply, Failure> {
        let credentials = self.credentials_age();
        let (head, body) = self.begin(request).await?.into_parts();
        let mut stream = pin!(body);
        let mut pieces = Vec::new();
        while let Some(frame) = stream.frame().await {
            let frame = frame.map_err(|error| self.failure(&error, request))?;
            pieces.extend(frame.into_data());
        }
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            // A buffer that grows with the answer would leave its smaller selves behind.
            body: pieces.concat(),
            credentials,
        })
    }

    /// What is told of a request that took too long.
    pub(crate) fn overdue(&self, request: &Request) -> Failure {
        failure::overdue(&request.method, &request.target, &self.server)
    }

    pub(crate) fn failure(&self, error: &kube::Error, request: &Request) -> Failure {
        failure::failure(error, &request.method, &request.target, &self.server)
    }
}

//! The socket: connections in, answers out, and an orderly end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Duration, sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::patient::PatientStream;
use super::request::Peer;
use super::tls::acceptor;
use crate::error::ServerError;
use crate::ports::LogLevel;
use crate::service::Service;

/// Connections at once.
const MAX_CONNECTIONS: usize = 4096;
/// Bytes of the buffer of a connection.
const BUFFER: usize = 64 * 1024;
/// How long open requests may take once the server is to end.
const GRACE: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(50);

/// A socket that listens.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

impl Bound {
    /// Listens on `host:port`; port 0 takes any.
    ///
    /// # Errors
    /// [`ServerError::Listen`]
    pub async fn listen(host: &str, port: u16) -> Result<Self, ServerError> {
        let failed = |cause| ServerError::Listen {
            address: format!("{host}:{port}"),
            cause,
        };
        let listener = TcpListener::bind((host, port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// The address with its real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves until `end` comes; then lets open requests finish and saves.
///
/// # Errors
/// [`ServerError`] when the certificates cannot be used.
pub async fn serve(
    service: Arc<Service>,
    bound: Bound,
    end: impl Future<Output = ()>,
) -> Result<(), ServerError> {
    service.start();
    let tls = service.config.tls.as_ref().map(acceptor).transpose()?;
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let ending = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    let builder = builder(Duration::from_secs(service.config.read_timeout.max(1)));
    loop {
        let accepting = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, bound.listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepting => accepted,
            () = &mut end => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                let text = error.to_string();
                service
                    .surroundings
                    .log(LogLevel::Error, "cannot accept", &[("error", &text)]);
                sleep(BREATH).await;
                continue;
            }
        };
        let connection = Connection {
            service: Arc::clone(&service),
            builder: builder.clone(),
            watcher: ending.watcher(),
            tls: tls.clone(),
        };
        tokio::spawn(async move {
            connection.run(stream, peer).await;
            // The place of a connection is free when it has ended.
            drop(place);
        });
    }
    drop(bound);
    // Whoever takes longer than this is cut off.
    drop(timeout(GRACE, ending.shutdown()).await);
    service.save().await;
    service.end_webhooks().await;
    Ok(())
}

fn builder(read_timeout: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .max_buf_size(BUFFER)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(100)
        .keep_alive_interval(Some(Duration::from_secs(30)));
    builder
}

/// What a connection needs.
struct Connection {
    service: Arc<Service>,
    builder: Builder<TokioExecutor>,
    watcher: hyper_util::server::graceful::Watcher,
    tls: Option<TlsAcceptor>,
}

impl Connection {
    async fn run(self, stream: TcpStream, peer: SocketAddr) {
        drop(stream.set_nodelay(true));
        let Some(tls) = self.tls.clone() else {
            return self.talk(stream, peer).await;
        };
        let patience = Duration::from_secs(self.service.config.read_timeout.max(1));
        match timeout(patience, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.talk(stream, peer).await,
            Ok(Err(error)) => {
                let (peer, error) = (peer.to_string(), error.to_string());
                let fields = [("peer", &*peer), ("error", &*error)];
                self.service
                    .surroundings
                    .log(LogLevel::Warn, "TLS handshake failed", &fields);
            }
            Err(_) => {}
        }
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        stream: S,
        peer: SocketAddr,
    ) {
        let Self {
            service,
            builder,
            watcher,
            ..
        } = self;
        let service_patience = service.config.read_timeout;
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let service = Arc::clone(&service);
            async move { Ok::<_, Infallible>(service.answer(request.map(Body::new)).await) }
        });
        let patience = Duration::from_secs(service_patience.max(1));
        let stream = PatientStream::new(stream, patience);
        let connection = builder.serve_connection(TokioIo::new(stream), answer);
        // A client that goes away in the middle is no event.
        drop(watcher.watch(connection.into_owned()).await);
    }
}

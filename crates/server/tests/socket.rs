//! The socket: TLS with certificates of clients, and uploads that break off.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use steersman_server::{Bound, Config, TlsFiles, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::support::{Server, package};

/// A server on a socket, until it is dropped.
pub(crate) struct Listening {
    pub(crate) server: Server,
    pub(crate) address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<()>,
}

impl Listening {
    pub(crate) async fn new(server: Server) -> Self {
        let bound = Bound::listen("127.0.0.1", 0).await.unwrap();
        let address = bound.address();
        let (end, ended) = oneshot::channel::<()>();
        let service = Arc::clone(&server.service);
        let task = tokio::spawn(async move {
            serve(service, bound, async {
                drop(ended.await);
            })
            .await
            .unwrap();
        });
        Self {
            server,
            address,
            end: Some(end),
            task,
        }
    }

    pub(crate) async fn stop(mut self) -> Server {
        drop(self.end.take());
        self.task.await.unwrap();
        self.server
    }
}

#[tokio::test]
async fn broken_uploads_leave_nothing() {
    let listening = Listening::new(Server::new(Config::default())).await;
    let body = package("web", "1.0.0");
    for cut in [0, 1, body.len() / 2, body.len() - 1] {
        let mut stream = TcpStream::connect(listening.address).await.unwrap();
        let head = format!(
            "POST /api/charts HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..cut]).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        // The server may have closed first.
        drop(stream.read_to_string(&mut answer).await);
        assert!(!answer.contains(" 201 "), "{answer}");
    }
    let server = listening.stop().await;
    assert_eq!(
        fs_err::read_dir(server.root().join(".steer/uploads"))
            .unwrap()
            .count(),
        0
    );
    assert!(
        server
            .get("/index.yaml")
            .await
            .text()
            .contains("entries: {}")
    );
}

#[tokio::test]
async fn clients_need_a_certificate_where_they_are_asked_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let signed = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        (certificate, key)
    };
    let (certificate, key) = signed("localhost");
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs_err::write(&path, text).unwrap();
        path
    };
    let tls = Some(TlsFiles {
        certificate: file("server.pem", certificate.pem()),
        key: file("server.key", key.serialize_pem()),
        client_ca: Some(file("ca.pem", authority.pem())),
    });
    let listening = Listening::new(Server::new(Config {
        tls,
        ..Config::default()
    }))
    .await;
    let (certificate, key) = signed("client");
    let identity = (
        certificate.der().clone(),
        PrivateKeyDer::Pkcs8(key.serialize_der().into()),
    );
    let with = ask_tls(listening.address, authority.der(), Some(identity)).await;
    assert!(with.unwrap().contains("entries: {}"));
    let without = ask_tls(listening.address, authority.der(), None).await;
    assert!(without.is_none_or(|text| text.is_empty()));
    listening.stop().await;
}

/// The answer to `GET /index.yaml`; `None` when there is no connection.
async fn ask_tls(
    address: SocketAddr,
    authority: &CertificateDer<'static>,
    identity: Option<(CertificateDer<'static>, PrivateKeyDer<'static>)>,
) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        Some((certificate, key)) => builder
            .with_client_auth_cert(vec![certificate], key)
            .unwrap(),
        None => builder.with_no_client_auth(),
    };
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .ok()?;
    let request = b"GET /index.yaml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// What a client that sends these pieces, with a pause after each, gets before the server closes.
async fn slow(address: SocketAddr, pieces: &[&str], pause: Duration) -> Result<String, Elapsed> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let sending = async {
        for piece in pieces {
            // The server may have closed.
            drop(writer.write_all(piece.as_bytes()).await);
            sleep(pause).await;
        }
        pending::<()>().await;
    };
    let mut answer = Vec::new();
    let reading = async {
        drop(reader.read_to_end(&mut answer).await);
    };
    timeout(PATIENCE, async {
        tokio::select! { () = sending => {}, () = reading => {} }
    })
    .await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// How long a server that waits a second for its clients may take to be rid of them.
const PATIENCE: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_take_their_time_are_not_waited_for() {
    let config = Config {
        read_timeout: 1,
        ..Config::default()
    };
    let listening = Listening::new(Server::new(config)).await;
    let upload = "POST /api/charts HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n";
    let manifest = "PUT /v2/web/manifests/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n";
    let blob = "POST /v2/web/blobs/uploads/?digest=sha256:00 HTTP/1.1\r\nHost: x\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let form = "POST /api/charts HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\
                Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n";
    let mut drip = vec![upload];
    drip.extend(["x"; 40]);
    let ways: [&[&str]; 9] = [
        &[],
        &["P"],
        &["PRI * HTTP/2.0\r\n"],
        &["GET / HTTP/1.1\r\nHost: x\r\n"],
        &["GET /health HTTP/1.1\r\nHost: x\r\n\r\n"],
        &[upload],
        &[manifest],
        &[blob],
        &[form],
    ];
    let address = listening.address;
    let pause = Duration::from_millis(300);
    let all = ways.iter().copied().chain([&*drip]);
    let asked =
        all.map(|pieces| async move { (pieces.join(""), slow(address, pieces, pause).await) });
    for (what, answer) in futures_util::future::join_all(asked).await {
        let answer = answer.unwrap_or_else(|_| panic!("still open: {what:?}"));
        assert!(!answer.contains(" 201 "), "{what:?}: {answer}");
    }
    let server = listening.stop().await;
    let spool = server.root().join(".steer/uploads");
    assert_eq!(fs_err::read_dir(spool).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_mean_no_good() {
    let listening = Listening::new(Server::new(Config::default())).await;
    let long = format!("GET /?{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000));
    let many = format!(
        "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
        "X-A: b\r\n".repeat(5000)
    );
    for (request, expected) in [
        (long.as_str(), [" 414 ", " 431 "]),
        (&many, [" 431 ", " 431 "]),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            [" 400 "; 2],
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            [" 400 "; 2],
        ),
        ("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", [" 400 "; 2]),
        ("GET / HTTP/9.9\r\nHost: x\r\n\r\n", [" 400 ", ""]),
        (
            "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\u{e9}b\r\nConnection: close\r\n\r\n",
            [" 200 "; 2],
        ),
    ] {
        let got = slow(listening.address, &[request], Duration::ZERO).await;
        let head: String = got.unwrap().chars().take(300).collect();
        let name: String = request.chars().take(60).collect();
        assert!(
            expected.iter().any(|one| head.contains(one)),
            "{name:?}: {head}"
        );
    }
    listening.stop().await;
}

//! The socket: TLS with certificates of clients, and uploads that break off.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use steersman_server::{Bound, Config, TlsFiles, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
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

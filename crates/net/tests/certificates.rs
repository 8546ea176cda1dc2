//! Certificates that are trusted, and those that are not.
#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a failed step fails the test, which is a table"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use steersman_net::{Client, ClientOptions, Request, SafeUrl};

/// A server with this certificate that answers every request alike. Answers with its port.
fn serve(chain: Vec<rustls::pki_types::CertificateDer<'static>>, key: &KeyPair) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut head = [0; 4096];
            if stream.read(&mut head).is_ok() {
                drop(stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                ));
            }
        }
    });
    port
}

fn write_pem(folder: &Path, name: &str, pem: &str) -> PathBuf {
    let path = folder.join(name);
    fs_err::write(&path, pem).unwrap();
    path
}

fn authority(name: &str) -> (CertificateParams, KeyPair) {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.distinguished_name.push(DnType::CommonName, name);
    (parameters, KeyPair::generate().unwrap())
}

#[test]
fn certificates_are_judged() {
    let folder = std::env::temp_dir().join(format!("steersman-net-{}", std::process::id()));
    fs_err::create_dir_all(&folder).unwrap();
    let (parameters, ca_key) = authority("inner");
    let ca = parameters.self_signed(&ca_key).unwrap();
    let ca_file = write_pem(&folder, "ca.pem", &ca.pem());
    let issuer = Issuer::new(parameters, ca_key);
    let signed = |name: &str, until: i32| {
        let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &issuer).unwrap();
        serve(vec![certificate.der().clone()], &key)
    };
    let (mut own, own_key) = authority("itself");
    own.subject_alt_names = CertificateParams::new(["localhost".to_owned()])
        .unwrap()
        .subject_alt_names;
    let own = own.self_signed(&own_key).unwrap();
    let own_file = write_pem(&folder, "own.pem", &own.pem());
    let own_port = serve(vec![own.der().clone()], &own_key);
    let (good, old, stranger) = (
        signed("localhost", 2999),
        signed("localhost", 2002),
        signed("other.example", 2999),
    );
    let rows: &[(&str, u16, Option<&PathBuf>, bool, &str)] = &[
        (
            "signed by the given authority",
            good,
            Some(&ca_file),
            false,
            "",
        ),
        (
            "signed by nobody known",
            good,
            None,
            false,
            "signed by unknown authority",
        ),
        (
            "signed by another",
            good,
            Some(&own_file),
            false,
            "signed by unknown authority",
        ),
        ("not looked at", good, None, true, ""),
        (
            "too old",
            old,
            Some(&ca_file),
            false,
            "certificate has expired or is not yet valid",
        ),
        (
            "for another name",
            stranger,
            Some(&ca_file),
            false,
            "certificate is valid for other.example, not localhost",
        ),
        ("its own authority", own_port, Some(&own_file), false, ""),
        (
            "its own authority, unknown",
            own_port,
            Some(&ca_file),
            false,
            "signed by unknown authority",
        ),
    ];
    for (what, port, ca_file, insecure, wanted) in rows {
        let client = Client::new(ClientOptions {
            ca_file: ca_file.cloned(),
            insecure_skip_tls_verify: *insecure,
            ..ClientOptions::default()
        });
        let url = SafeUrl::parse(&format!("https://localhost:{port}/")).unwrap();
        let fetched = client.unwrap().fetch(&Request::get(url));
        match fetched {
            Ok(body) => assert!(wanted.is_empty() && body == b"ok", "{what}"),
            Err(error) => {
                let text = error.to_string();
                assert!(
                    !wanted.is_empty() && text.contains(wanted),
                    "{what}: {text}"
                );
                assert!(error.hint().is_some(), "{what}: {text}");
            }
        }
    }
    let missing = Client::new(ClientOptions {
        ca_file: Some(folder.join("none.pem")),
        ..ClientOptions::default()
    });
    let text = missing.unwrap_err().to_string();
    assert!(
        text.starts_with("can't create TLS config for client: can't read CA file: "),
        "{text}"
    );
    assert!(text.ends_with("no such file or directory"), "{text}");
    drop(fs_err::remove_dir_all(&folder));
}

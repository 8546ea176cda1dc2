//! Certificates of the server, and of clients where they must have one.

use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::config::TlsFiles;
use crate::error::ServerError;

/// What accepts connections with these certificates.
///
/// # Errors
/// [`ServerError`] when a file cannot be read or is not what it should be.
pub(super) fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ServerError> {
    const CERTIFICATE: &str = "TLS certificate";
    let provider = Arc::new(default_provider());
    let certificates = certificates(CERTIFICATE, &files.certificate)?;
    let key_text = read("TLS key", &files.key)?;
    let key = PrivateKeyDer::from_pem_slice(&key_text)
        .map_err(|cause| content("TLS key", &files.key, &cause))?;
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|cause| content(CERTIFICATE, &files.certificate, &cause))?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(path) => {
            const WHAT: &str = "TLS client authority";
            let mut roots = RootCertStore::empty();
            for certificate in self::certificates(WHAT, path)? {
                roots
                    .add(certificate)
                    .map_err(|cause| content(WHAT, path, &cause))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(|cause| content(WHAT, path, &cause))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder
        .with_single_cert(certificates, key)
        .map_err(|cause| content(CERTIFICATE, &files.certificate, &cause))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(what: &'static str, path: &Path) -> Result<Vec<u8>, ServerError> {
    fs_err::read(path).map_err(|cause| ServerError::File {
        what,
        path: path.to_owned(),
        cause,
    })
}

fn certificates(
    what: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, ServerError> {
    let text = read(what, path)?;
    CertificateDer::pem_slice_iter(&text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|cause| content(what, path, &cause))
}

fn content(what: &'static str, path: &Path, cause: &impl ToString) -> ServerError {
    ServerError::Content {
        what,
        path: path.to_owned(),
        cause: cause.to_string(),
    }
}

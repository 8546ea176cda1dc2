use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::ClientOptions;
use crate::verification::{Verification, server_verifier};

/// The certificates or keys of a client cannot be used. The messages are Helm's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The bundle of authorities cannot be read.
    #[error("can't read CA file: {0:?}: {1}")]
    CaFile(PathBuf, String),
    /// There is no certificate in it.
    #[error("failed to append certificates from pem block")]
    NoCa,
    /// The certificate cannot be read.
    #[error("unable to read cert file: {0:?}: {1}")]
    CertFile(PathBuf, String),
    /// The key cannot be read.
    #[error("unable to read key file: {0:?}: {1}")]
    KeyFile(PathBuf, String),
    /// The two are no pair.
    #[error("unable to load cert from key pair: tls: {0}")]
    Pair(String),
    /// The authorities of the system cannot be read.
    #[error("the certificate authorities of this system cannot be read: {0}")]
    SystemRoots(String),
}

/// What was read of the options, so that a mistake in a file is told before anything is sent.
pub(crate) struct Material {
    authorities: Option<Vec<CertificateDer<'static>>>,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    unverified: bool,
}

impl Material {
    pub(crate) fn read(options: &ClientOptions) -> Result<Self, TlsError> {
        let identity = match (&options.cert_file, &options.key_file) {
            (None, None) => None,
            (cert, key) => Some(read_identity(
                cert.as_deref().unwrap_or_else(|| Path::new("")),
                key.as_deref().unwrap_or_else(|| Path::new("")),
            )?),
        };
        let authorities = match &options.ca_file {
            None => None,
            Some(path) => Some(read_authorities(path)?),
        };
        Ok(Self {
            authorities,
            identity,
            unverified: options.insecure_skip_tls_verify,
        })
    }

    /// The configuration of connections. Reads the authorities of the system when no others are given.
    pub(crate) fn config(&self) -> Result<ClientConfig, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::Pair(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(&provider)?);
        match &self.identity {
            None => Ok(builder.with_no_client_auth()),
            Some((chain, key)) => builder
                .with_client_auth_cert(chain.clone(), key.clone_key())
                .map_err(|error| TlsError::Pair(pair_problem(&error))),
        }
    }

    fn verifier(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
        let verification = if self.unverified {
            Verification::None
        } else {
            Verification::Full
        };
        server_verifier(self.authorities.as_deref(), verification, provider)
    }
}

fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let pem = read(path).map_err(|text| TlsError::CaFile(path.into(), text))?;
    // What is no certificate is passed over, as Go does it.
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    if certificates.is_empty() && !pem.is_empty() {
        return Err(TlsError::NoCa);
    }
    Ok(certificates)
}

fn read_identity(
    cert: &Path,
    key: &Path,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsError> {
    let chain = read(cert).map_err(|text| TlsError::CertFile(cert.into(), text))?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&chain).flatten().collect();
    if chain.is_empty() {
        return Err(TlsError::Pair(
            "failed to find any PEM data in certificate input".into(),
        ));
    }
    let pem = read(key).map_err(|text| TlsError::KeyFile(key.into(), text))?;
    let key = PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|_| TlsError::Pair("failed to find any PEM data in key input".into()))?;
    Ok((chain, key))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs_err::read(path).map_err(|error| {
        let cause = error
            .get_ref()
            .map_or_else(|| error.to_string(), ToString::to_string);
        let cause = cause
            .rsplit_once("caused by: ")
            .map_or(cause.as_str(), |(_, own)| own);
        let cause = cause.split(" (os error").next().unwrap_or_default();
        let mut letters = cause.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let cause: String = first.into_iter().chain(letters).collect();
        let cause = match error.kind() {
            std::io::ErrorKind::NotFound => "no such file or directory",
            std::io::ErrorKind::PermissionDenied => "permission denied",
            _ => &cause,
        };
        format!("open {}: {cause}", path.display())
    })
}

fn pair_problem(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InconsistentKeys(_) => "private key does not match public key".into(),
        other => other.to_string(),
    }
}

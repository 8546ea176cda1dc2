use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;

use crate::TlsError;
use crate::certificate::{AnyCertificate, TrustedCertificates};

/// How far the certificate of a server is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Not at all.
    None,
    /// A trusted authority has signed it; for which names does not matter.
    Authority,
    /// A trusted authority has signed it for the name that was asked.
    Full,
}

/// The check of server certificates by these authorities, or by those of the system.
///
/// # Errors
///
/// [`TlsError::NoCa`] when none of the authorities can be used, [`TlsError::SystemRoots`] when the system has none that
/// can be read.
pub fn server_verifier(
    authorities: Option<&[CertificateDer<'static>]>,
    verification: Verification,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
    if verification == Verification::None {
        return Ok(Arc::new(AnyCertificate::new(provider)));
    }
    let mut roots = RootCertStore::empty();
    if let Some(authorities) = authorities {
        let (added, _) = roots.add_parsable_certificates(authorities.iter().cloned());
        if added == 0 {
            return Err(TlsError::NoCa);
        }
    } else {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty()
            && let Some(error) = found.errors.first()
        {
            return Err(TlsError::SystemRoots(error.to_string()));
        }
        roots.add_parsable_certificates(found.certs);
    }
    let inner = if roots.is_empty() {
        None
    } else {
        let builder =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        let built = builder.build();
        Some(built.map_err(|error| TlsError::SystemRoots(error.to_string()))?)
    };
    let own = authorities.unwrap_or_default().to_vec();
    let any_name = verification == Verification::Authority;
    Ok(Arc::new(TrustedCertificates::new(
        inner, provider, own, any_name,
    )))
}

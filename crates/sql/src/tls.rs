use std::path::Path;
use std::sync::Arc;

use postgres::Socket;
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use steersman_net::{Verification, server_verifier};
use tokio_rustls::TlsConnector;

use crate::SqlError;
use crate::settings::{Negotiation, Settings, SslMode, TlsSettings, TlsVersion};
use crate::stream::Encrypted;

/// Makes encrypted connections.
#[derive(Clone)]
pub(crate) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// With the certificates and authorities that the settings name, for this mode.
    pub(crate) fn new(settings: &Settings, mode: SslMode) -> Result<Self, SqlError> {
        let tls = &settings.tls;
        let home = settings
            .home
            .as_deref()
            .map(|home| format!("{home}/.postgresql"));
        let in_home = |name: &str| {
            let path = format!("{}/{name}", home.as_deref()?);
            Path::new(&path).exists().then_some(path)
        };
        let mut root = tls.root.clone();
        if root.is_empty() && !tls.inline {
            root = in_home("root.crt").unwrap_or_default();
        }
        let is_there = tls.inline || Path::new(&root).exists();
        let verification = match mode {
            SslMode::VerifyFull => Verification::Full,
            SslMode::VerifyCa => Verification::Authority,
            _ if !root.is_empty() && is_there => Verification::Authority,
            _ => Verification::None,
        };
        let authorities = match root.as_str() {
            _ if verification == Verification::None => None,
            "" | "system" => None,
            _ => Some(authorities(&root, tls.inline)?),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = server_verifier(authorities.as_deref(), verification, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&versions(tls)?)
            .map_err(|error| SqlError::Other(format!("tls: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let certificate = match tls.certificate.as_str() {
            "" if !tls.inline => in_home("postgresql.crt"),
            path if tls.inline || Path::new(path).exists() => Some(path.to_owned()),
            _ => None,
        };
        let mut config = match certificate {
            None => builder.with_no_client_auth(),
            Some(certificate) => {
                let key = match tls.key.as_str() {
                    "" if !tls.inline => in_home("postgresql.key").unwrap_or_default(),
                    key => key.to_owned(),
                };
                let (chain, key) = identity(&certificate, &key, tls.inline)?;
                builder
                    .with_client_auth_cert(chain, key)
                    .map_err(|error| SqlError::Material(format!("tls: {error}")))?
            }
        };
        config.enable_sni = tls.tells_name;
        if tls.negotiation == Negotiation::Direct {
            config.alpn_protocols = vec![b"postgresql".to_vec()];
        }
        Ok(Self(Arc::new(config)))
    }
}

fn versions(tls: &TlsSettings) -> Result<Vec<&'static rustls::SupportedProtocolVersion>, SqlError> {
    let known = [
        (TlsVersion::V12, &rustls::version::TLS12),
        (TlsVersion::V13, &rustls::version::TLS13),
    ];
    let fits = |version: TlsVersion| {
        tls.oldest.is_none_or(|oldest| oldest <= version)
            && tls.newest.is_none_or(|newest| version <= newest)
    };
    let versions: Vec<_> = known
        .into_iter()
        .filter(|(version, _)| fits(*version))
        .map(|(_, spoken)| spoken)
        .collect();
    if versions.is_empty() {
        let text = "tls: no supported versions satisfy MinVersion and MaxVersion";
        return Err(SqlError::Material(text.to_owned()));
    }
    Ok(versions)
}

/// The text itself, or that of the file it names.
fn material(text: &str, inline: bool) -> Result<Vec<u8>, SqlError> {
    if inline {
        return Ok(text.as_bytes().to_vec());
    }
    fs_err::read(text).map_err(|error| {
        let cause = match error.kind() {
            std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            other => other.to_string(),
        };
        SqlError::Material(format!("open {text}: {cause}"))
    })
}

fn authorities(root: &str, inline: bool) -> Result<Vec<CertificateDer<'static>>, SqlError> {
    let pem = material(root, inline)?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    if found.is_empty() {
        let text = "pq: couldn't parse pem from sslrootcert";
        return Err(SqlError::Material(text.to_owned()));
    }
    Ok(found)
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn identity(certificate: &str, key: &str, inline: bool) -> Result<Identity, SqlError> {
    let wrong = |what: &str| {
        SqlError::Material(format!("tls: failed to find any PEM data in {what} input"))
    };
    let pem = material(certificate, inline)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    if chain.is_empty() {
        return Err(wrong("certificate"));
    }
    if !inline {
        check_permissions(key)?;
    }
    let pem = material(key, inline)?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| wrong("key"))?;
    Ok((chain, key))
}

/// A key that others may read is refused, as by libpq.
#[cfg(unix)]
fn check_permissions(key: &str) -> Result<(), SqlError> {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(metadata) = fs_err::metadata(key) else {
        return Ok(());
    };
    let beyond = |allowed: u32| metadata.mode() & 0o777 & !allowed != 0;
    if beyond(0o600) && (metadata.uid() != 0 || beyond(0o640)) {
        return Err(SqlError::Material(
            "pq: private key has world access; permissions should be u=rw,g=r (0640) if owned by root, or u=rw (0600), or less"
                .to_owned(),
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_permissions(_: &str) -> Result<(), SqlError> {
    Ok(())
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted<Socket>;
    type TlsConnect = Handshake;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Handshake, Self::Error> {
        Ok(Handshake {
            connector: TlsConnector::from(Arc::clone(&self.0)),
            name: ServerName::try_from(domain)?.to_owned(),
        })
    }
}

/// One connection that is to be encrypted.
pub(crate) struct Handshake {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Encrypted<Socket>;
    type Error = std::io::Error;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<Encrypted<Socket>, std::io::Error>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        Box::pin(async move {
            let stream = self.connector.connect(self.name, stream).await?;
            Ok(Encrypted(stream))
        })
    }
}

impl TlsStream for Encrypted<Socket> {
    /// Helm's library binds no channels either.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

//! Finding the signatures that lie beside an artifact: under the tag cosign gives them, and among its referrers.

use steersman_net::{Method, Request};
use steersman_provenance::{Signature, SignatureFormat};

use crate::registry::{Action, MAX_METADATA, refused, scope};
use crate::{Descriptor, Index, Manifest, OciError, Reference, Registry};

/// How many signatures of one artifact are looked at.
const MAX_SIGNATURES: usize = 64;
/// How large a signature may be.
const MAX_SIGNATURE: u64 = 1 << 20;

/// A payload of cosign.
const SIMPLE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// What kinds of bundles begin with.
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";
/// A signature of notation, as a kind of artifact.
const NOTATION: &str = "application/vnd.cncf.notary.signature";
const JWS: &str = "application/jose+json";
const COSE: &str = "application/cose";
/// Signatures of cosign as an artifact.
const COSIGN: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";
/// The annotation with the signature of a payload.
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// Where signatures can lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignaturePlace {
    /// Under a tag made of the digest: `sha256-….sig`.
    Tag,
    /// Among the artifacts that say they are about this one (OCI distribution 1.1).
    Referrers,
}

impl SignaturePlace {
    /// All places, the most usual first.
    pub const ALL: [Self; 2] = [Self::Tag, Self::Referrers];
}

impl Registry {
    /// The signatures in one place of the manifest with this digest. Whether they hold is not looked at; what is no
    /// signature, or too large for one, is passed over.
    ///
    /// # Errors
    /// [`OciError`]: the registry cannot be asked. It is no error that there are none.
    pub fn signatures(
        &self,
        repository: &Reference,
        digest: &str,
        place: SignaturePlace,
    ) -> Result<Vec<Signature>, OciError> {
        let mut found = Vec::new();
        let tag = digest.replace(':', "-");
        match place {
            SignaturePlace::Tag => {
                let reference = repository.with_tag(&format!("{tag}.sig"))?;
                self.add_signatures(&reference, &mut found)?;
            }
            SignaturePlace::Referrers => {
                let entries = self.through(repository, |registry, repository| {
                    registry.referrers(repository, digest, &tag)
                })?;
                for entry in entries {
                    let kind = entry.artifact_type.as_deref().unwrap_or_default();
                    if kind.starts_with(BUNDLE) || [NOTATION, COSIGN].contains(&kind) {
                        let reference = repository.with_digest(&entry.digest)?;
                        self.add_signatures(&reference, &mut found)?;
                    }
                    if found.len() >= MAX_SIGNATURES {
                        break;
                    }
                }
            }
        }
        Ok(found)
    }

    /// What says it is about a manifest: as the registry lists it, else as those list it who push to registries that
    /// cannot.
    fn referrers(
        &self,
        repository: &Reference,
        digest: &str,
        tag: &str,
    ) -> Result<Vec<Descriptor>, OciError> {
        self.through(repository, |registry, repository| {
            registry.referrers_here(repository, digest, tag)
        })
    }

    fn referrers_here(
        &self,
        repository: &Reference,
        digest: &str,
        tag: &str,
    ) -> Result<Vec<Descriptor>, OciError> {
        let url = self.url(repository, &format!("referrers/{digest}"))?;
        let request = Request::get(url.clone()).limit(MAX_METADATA);
        let response = self.send(&request, &scope(repository, Action::Pull))?;
        let content = match response.status() {
            200 => response.bytes()?,
            // Registries without the interface answer in many ways.
            400..=499 if ![401, 403, 429].contains(&response.status()) => {
                match self.fetch_manifest(&repository.with_tag(tag)?) {
                    Ok((_, _, content)) => content,
                    Err(error) if is_missing(&error) => return Ok(Vec::new()),
                    Err(error) => return Err(error),
                }
            }
            _ => return Err(refused(Method::Get, &url, response)),
        };
        let index: Index = read(repository, &content)?;
        Ok(index.manifests)
    }

    /// Adds the signatures in an artifact.
    fn add_signatures(
        &self,
        reference: &Reference,
        found: &mut Vec<Signature>,
    ) -> Result<(), OciError> {
        let content = match self.fetch_manifest(reference) {
            Ok((_, _, content)) => content,
            Err(error) if is_missing(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        let manifest: Manifest = read(reference, &content)?;
        for layer in &manifest.layers {
            if found.len() >= MAX_SIGNATURES {
                break;
            }
            let format = signature_format(layer).filter(|_| layer.size <= MAX_SIGNATURE);
            let Some(format) = format else {
                continue;
            };
            let content = self.fetch_blob(reference, layer)?;
            found.push(Signature { format, content });
        }
        Ok(())
    }
}

/// The form of the signature that a layer is, if it is one.
fn signature_format(layer: &Descriptor) -> Option<SignatureFormat> {
    match &*layer.media_type {
        SIMPLE => {
            let signature = layer.annotations.as_ref()?.get(SIGNATURE)?;
            Some(SignatureFormat::Simple {
                signature: signature.clone(),
            })
        }
        JWS => Some(SignatureFormat::NotationJws),
        COSE => Some(SignatureFormat::NotationCose),
        kind if kind.starts_with(BUNDLE) => Some(SignatureFormat::Bundle),
        _ => None,
    }
}

fn is_missing(error: &OciError) -> bool {
    matches!(error.root(), OciError::NotFound(_))
}

fn read<T: serde::de::DeserializeOwned>(
    reference: &Reference,
    content: &[u8],
) -> Result<T, OciError> {
    serde_json::from_slice(content).map_err(|error| {
        OciError::InvalidReference(format!("{reference} has no valid manifest: {error}"))
    })
}

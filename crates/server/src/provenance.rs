//! What a provenance file says about its package. Whether the signature is good is for clients to check: only they
//! know whom they trust.

use crate::names::{FileName, NameProblem};
use crate::random::digest_of_hex;

/// Bytes of a provenance file.
pub(crate) const MAX_PROVENANCE: u64 = 1024 * 1024;

const BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";

/// A provenance file is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProvenanceError {
    #[error("invalid provenance file")]
    Invalid,
    #[error(transparent)]
    Name(#[from] NameProblem),
}

/// What a provenance file is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// The package.
    pub(crate) package: FileName,
    /// Its SHA-256, when the file tells it.
    pub(crate) digest: Option<[u8; 32]>,
}

/// Reads a provenance file.
///
/// # Errors
/// [`ProvenanceError`]
pub(crate) fn parse(content: &[u8]) -> Result<Provenance, ProvenanceError> {
    let text = std::str::from_utf8(content).map_err(|_| ProvenanceError::Invalid)?;
    if !text.starts_with(BEGIN) {
        return Err(ProvenanceError::Invalid);
    }
    let field = |key: &str| {
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        let value = value.trim().trim_matches(['"', '\'']);
        (!value.is_empty()).then_some(value)
    };
    let (Some(name), Some(version)) = (field("name"), field("version")) else {
        return Err(ProvenanceError::Invalid);
    };
    let package = FileName::of_package(name, version)?;
    let digest = text.lines().find_map(|line| {
        let (file, digest) = line.strip_prefix("  ")?.split_once(": sha256:")?;
        (file == package.as_str()).then(|| digest_of_hex(digest.trim()))?
    });
    Ok(Provenance { package, digest })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_name_version_and_digest() {
        let digest = "ab".repeat(32);
        let text = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: web\nversion: 0.1.0\n\n...\nfiles:\n  web-0.1.0.tgz: sha256:{digest}\n-----BEGIN PGP SIGNATURE-----\n"
        );
        let found = parse(text.as_bytes()).unwrap();
        assert_eq!(found.package.as_str(), "web-0.1.0.tgz");
        assert_eq!(found.digest, Some([0xAB; 32]));
        let evil = text.replace("name: web", "name: ../../evil");
        assert!(
            parse(evil.as_bytes())
                .unwrap_err()
                .to_string()
                .ends_with("is improperly formatted")
        );
        assert!(parse(b"random").is_err());
        assert!(parse(b"-----BEGIN PGP SIGNED MESSAGE-----\nname: x\n").is_err());
    }
}

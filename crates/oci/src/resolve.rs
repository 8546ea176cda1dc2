//! From what the user asks for to one artifact.

use steersman_semver::{Constraint, Version};

use crate::{OciError, Reference, Registry};

/// What to pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The artifact.
    pub reference: Reference,
    /// The name of the archive's file.
    pub file_name: String,
}

impl Registry {
    /// Decides what a reference with a version or constraint means, as Helm does: a version is a tag, a constraint asks
    /// for the newest version that fits, nothing for the newest one that is no pre-release, and a digest is fixed.
    ///
    /// # Errors
    /// [`OciError`]: they contradict each other, or nothing fits.
    pub fn resolve(&self, text: &str, version: &str) -> Result<Resolved, OciError> {
        let reference = Reference::parse(text)?;
        let tag = reference.tag().unwrap_or_default();
        let version = if version.is_empty() {
            tag
        } else if !tag.is_empty() && tag != version {
            return Err(OciError::VersionMismatch {
                version: version.into(),
                tag: tag.into(),
            });
        } else {
            version
        };
        if let Some(digest) = reference.digest() {
            if !version.is_empty() {
                self.check_tag(&reference, version, digest)?;
            }
            return Ok(Resolved::of(reference.with_digest(digest)?, digest));
        }
        let tag = if Version::parse(version).is_ok() {
            version.to_owned()
        } else {
            let versions = self.versions(&reference)?;
            if versions.is_empty() {
                return Err(OciError::NoTags(text.into()));
            }
            choose(&versions, version)?
        };
        Ok(Resolved::of(reference.with_tag(&tag)?, &tag))
    }

    /// A tag beside a digest has to mean the same, if there is such a tag.
    fn check_tag(
        &self,
        reference: &Reference,
        version: &str,
        digest: &str,
    ) -> Result<(), OciError> {
        match self.resolve_digest(&reference.with_tag(version)?) {
            Ok(found) if found != digest => Err(OciError::DigestMismatch {
                found,
                wanted: digest.into(),
            }),
            _ => Ok(()),
        }
    }
}

impl Resolved {
    fn of(reference: Reference, version: &str) -> Self {
        let file_name = match version.split_once(':') {
            Some((algorithm, digest)) => {
                format!("{}@{algorithm}-{digest}.tgz", reference.name())
            }
            None => format!("{}-{version}.tgz", reference.name()),
        };
        Self {
            reference,
            file_name,
        }
    }
}

/// The version that was asked for among those there are, newest first.
fn choose(versions: &[String], wanted: &str) -> Result<String, OciError> {
    if versions.iter().any(|version| version == wanted) {
        return Ok(wanted.into());
    }
    let constraint = if wanted.is_empty() { "*" } else { wanted };
    let constraint =
        Constraint::parse(constraint).map_err(|error| OciError::Constraint(error.to_string()))?;
    let fits = |version: &&String| {
        Version::parse(version).is_ok_and(|version| constraint.matches(&version))
    };
    let found = versions.iter().find(fits).cloned();
    found.ok_or_else(|| OciError::NoVersion(wanted.into()))
}

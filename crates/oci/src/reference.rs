//! References to artifacts: `host[:port]/path/name[:tag][@digest]`.

use std::fmt;

use steersman_net::SafeUrl;

use crate::OciError;

const SCHEME: &str = "oci://";
/// The longest tag.
const LONGEST_TAG: usize = 128;

/// Whether a reference begins with `oci://`.
pub fn is_oci(text: &str) -> bool {
    text.starts_with(SCHEME)
}

/// A reference to an artifact, or to a repository when it has neither tag nor digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    registry: String,
    repository: String,
    tag: Option<String>,
    digest: Option<String>,
}

impl Reference {
    /// Reads a reference, with or without `oci://`. A `+` in the tag becomes `_`, since tags cannot have the former and
    /// versions cannot have the latter.
    ///
    /// # Errors
    /// [`OciError::InvalidReference`].
    pub fn parse(text: &str) -> Result<Self, OciError> {
        let invalid = OciError::InvalidReference;
        let text = text.strip_prefix(SCHEME).unwrap_or(text);
        let (text, digest) = match text.rsplit_once('@') {
            Some((text, digest)) => (text, Some(digest.to_owned())),
            None => (text, None),
        };
        let (registry, path) = text
            .split_once('/')
            .ok_or_else(|| invalid("missing registry or repository".into()))?;
        let (repository, tag) = match path.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag.replace('+', "_"))),
            None => (path, None),
        };
        check_registry(registry)?;
        if !repository.split('/').all(is_component) {
            return Err(invalid(format!("invalid repository {repository:?}")));
        }
        let tag = tag.filter(|tag| !tag.is_empty());
        if let Some(tag) = tag.as_deref().filter(|tag| !is_tag(tag)) {
            return Err(invalid(format!("invalid tag {tag:?}")));
        }
        if let Some(digest) = &digest {
            check_digest(digest)?;
        }
        Ok(Self {
            registry: registry.into(),
            repository: repository.into(),
            tag,
            digest,
        })
    }

    /// Host and port of the registry, as they were written.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Host and port to ask.
    pub fn host(&self) -> &str {
        host(&self.registry)
    }

    /// The path of the repository.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The last part of the path: the name of the chart.
    pub fn name(&self) -> &str {
        let name = self.repository.rsplit('/').next();
        name.unwrap_or(&self.repository)
    }

    /// The tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, with its algorithm.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The same repository with another tag and no digest.
    ///
    /// # Errors
    /// [`OciError::InvalidReference`]: it is no tag.
    pub fn with_tag(&self, tag: &str) -> Result<Self, OciError> {
        let tag = tag.replace('+', "_");
        if !is_tag(&tag) {
            return Err(OciError::InvalidReference(format!("invalid tag {tag:?}")));
        }
        Ok(Self {
            tag: Some(tag),
            digest: None,
            ..self.clone()
        })
    }

    /// The same repository with a digest and no tag.
    ///
    /// # Errors
    /// [`OciError::InvalidReference`]: it is no digest.
    pub fn with_digest(&self, digest: &str) -> Result<Self, OciError> {
        check_digest(digest)?;
        Ok(Self {
            tag: None,
            digest: Some(digest.into()),
            ..self.clone()
        })
    }

    /// The same tag and digest in another repository, which is given without a scheme.
    pub(crate) fn moved(&self, repository: &str) -> Result<Self, OciError> {
        Ok(Self {
            tag: self.tag.clone(),
            digest: self.digest.clone(),
            ..Self::parse(repository)?
        })
    }

    /// What a manifest is asked by: the digest, else the tag, else `latest`.
    pub(crate) fn manifest(&self) -> &str {
        self.digest().or_else(|| self.tag()).unwrap_or("latest")
    }
}

impl fmt::Display for Reference {
    /// Without a digest when there is a tag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        match (&self.tag, &self.digest) {
            (Some(tag), _) => write!(f, ":{tag}"),
            (None, Some(digest)) => write!(f, "@{digest}"),
            (None, None) => Ok(()),
        }
    }
}

/// Host and port to ask for a registry: the name of docker's own is not where it is.
pub(crate) fn host(registry: &str) -> &str {
    match registry {
        "docker.io" => "registry-1.docker.io",
        registry => registry,
    }
}

/// Whether this is a host, with a port or without.
pub(crate) fn check_registry(registry: &str) -> Result<(), OciError> {
    let url = SafeUrl::parse(&format!("dummy://{registry}"));
    let fits = url.is_ok_and(|url| !url.host().is_empty() && url.host() == registry);
    if fits {
        return Ok(());
    }
    Err(OciError::InvalidReference(format!(
        "invalid registry {registry:?}"
    )))
}

/// Whether this is a part of the path of a repository: letters and digits, with single separators between them.
fn is_component(component: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if !component.starts_with(is_word) || !component.ends_with(is_word) {
        return false;
    }
    let mut separators = component.split(is_word);
    separators.all(|separator| {
        matches!(separator, "." | "_" | "__") || separator.chars().all(|letter| letter == '-')
    })
}

fn is_tag(tag: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    tag.len() <= LONGEST_TAG
        && tag.starts_with(is_word)
        && tag
            .chars()
            .all(|letter| is_word(letter) || matches!(letter, '.' | '-'))
}

fn check_digest(digest: &str) -> Result<(), OciError> {
    const HEX: usize = 64;
    let invalid = |cause| OciError::InvalidReference(format!("invalid digest {digest:?}: {cause}"));
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(invalid("invalid checksum digest format"));
    };
    if algorithm != "sha256" {
        return Err(invalid("unsupported digest algorithm"));
    }
    if hex.len() != HEX {
        return Err(invalid("invalid checksum digest length"));
    }
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !hex.bytes().all(is_hex) {
        return Err(invalid("invalid checksum digest format"));
    }
    Ok(())
}

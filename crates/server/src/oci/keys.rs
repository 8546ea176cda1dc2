//! Where the registry keeps what is no package.

use crate::http::OciRoute;
use crate::random::{digest_of_hex, hex};
use crate::storage::PRIVATE;

/// The longest tag.
const MAX_TAG: usize = 128;

/// The records of one name.
#[derive(Clone, Debug)]
pub(super) struct Keys(String);

impl Keys {
    /// Of the name in a path, whose segments were checked.
    pub(super) fn of(route: &OciRoute) -> Self {
        Self::named(&route.name)
    }

    /// Of a name made of checked segments.
    pub(super) fn named(name: &str) -> Self {
        Self(format!("{PRIVATE}/oci/{name}"))
    }

    pub(super) fn blob(&self, digest: &[u8; 32]) -> String {
        format!("{}/.blobs/{}", self.0, hex(digest))
    }

    pub(super) fn manifest(&self, digest: &[u8; 32]) -> String {
        format!("{}/.manifests/{}", self.0, hex(digest))
    }

    pub(super) fn tags(&self) -> String {
        format!("{}/.tags", self.0)
    }

    /// The record of a tag, which [`is_tag`].
    pub(super) fn tag(&self, tag: &str) -> String {
        format!("{}/.tags/{tag}", self.0)
    }

    pub(super) fn referrers(&self, subject: &[u8; 32]) -> String {
        format!("{}/.referrers/{}", self.0, hex(subject))
    }

    pub(super) fn referrer(&self, subject: &[u8; 32], digest: &[u8; 32]) -> String {
        format!("{}/{}", self.referrers(subject), hex(digest))
    }
}

/// Whether a text has the form of a tag. Such a text is safe in a path.
pub(super) fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= MAX_TAG
        && text.bytes().next().is_some_and(word)
        && text
            .bytes()
            .all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

/// The digest in `sha256:HEX`; other algorithms are not kept.
pub(super) fn parse_digest(text: &str) -> Option<[u8; 32]> {
    digest_of_hex(text.strip_prefix("sha256:")?)
}

/// A digest as registries write it.
pub(super) fn digest_text(digest: &[u8; 32]) -> String {
    format!("sha256:{}", hex(digest))
}

/// The tag of a version: tags have no plus signs.
pub(super) fn tag_of(version: &str) -> String {
    version.replace('+', "_")
}

/// The version that a tag stands for.
pub(super) fn version_of(tag: &str) -> String {
    tag.replace('_', "+")
}

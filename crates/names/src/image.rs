use std::fmt;
use std::str::FromStr;

use crate::NameError;

/// The registry that names without one mean.
const DEFAULT_REGISTRY: &str = "docker.io";
/// The folder of that registry that names of one word are in.
const DEFAULT_FOLDER: &str = "library";
/// The longest tag, in bytes.
const LONGEST_TAG: usize = 128;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 255;
/// The fewest hexadecimal digits of a digest.
const SHORTEST_DIGEST: usize = 32;

/// The name of a container image: `[registry[:port]/]path[:tag][@algorithm:digest]`, by the grammar of the
/// distribution project, which container engines and the kubelet follow.
///
/// ```
/// use steersman_names::ImageName;
///
/// let image: ImageName = "nginx:1.27".parse()?;
/// assert_eq!(image.full(), "docker.io/library/nginx:1.27");
/// assert!("Not an image".parse::<ImageName>().is_err());
/// # Ok::<(), steersman_names::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageName {
    text: String,
    /// Where the path begins in the text: behind the registry, when there is one.
    path: usize,
    /// Where the path ends.
    end: usize,
}

impl ImageName {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The registry, when the name has one.
    pub fn registry(&self) -> Option<&str> {
        self.path.checked_sub(1).map(|end| &self.text[..end])
    }

    /// The path in the registry, as it was written.
    pub fn path(&self) -> &str {
        &self.text[self.path..self.end]
    }

    /// What follows the path: tag and digest with their separators, or nothing.
    pub fn version(&self) -> &str {
        &self.text[self.end..]
    }

    /// The name with everything that it leaves out: the registry, and the folder there.
    pub fn full(&self) -> String {
        let registry = match self.registry() {
            None | Some("index.docker.io") => DEFAULT_REGISTRY,
            Some(registry) => registry,
        };
        let folder = if registry == DEFAULT_REGISTRY && !self.path().contains('/') {
            DEFAULT_FOLDER
        } else {
            ""
        };
        let slash = if folder.is_empty() { "" } else { "/" };
        format!(
            "{registry}/{folder}{slash}{}{}",
            self.path(),
            self.version()
        )
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for ImageName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let refused = || NameError::InvalidImage;
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        if !digest.is_none_or(is_digest) {
            return Err(refused());
        }
        let path = match rest.split_once('/') {
            Some((first, _)) if is_registry(first) => first.len() + 1,
            _ => 0,
        };
        let (name, tag) = match rest[path..].split_once(':') {
            Some((name, tag)) => (name, Some(tag)),
            None => (&rest[path..], None),
        };
        let end = path + name.len();
        if end > LONGEST_NAME || !name.split('/').all(is_component) || !tag.is_none_or(is_tag) {
            return Err(refused());
        }
        Ok(Self {
            text: text.to_owned(),
            path,
            end,
        })
    }
}

/// Whether the first part of a name is a registry rather than a folder.
fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = host
        .strip_prefix('[')
        .and_then(|address| address.strip_suffix(']'))
        .map_or_else(
            || host.split('.').all(is_label),
            |address| address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'),
        );
    let is_marked =
        text.contains(['.', ':']) || text == "localhost" || text.contains(char::is_uppercase);
    is_marked && is_host && port.is_none_or(is_port)
}

fn is_label(label: &str) -> bool {
    let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    is_end(label.bytes().next())
        && is_end(label.bytes().last())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Letters and digits, with single separators between them.
fn is_component(component: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if !component.starts_with(is_word) || !component.ends_with(is_word) {
        return false;
    }
    component.split(is_word).all(|separator| {
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

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, digits)| {
        algorithm.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && algorithm
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+._-".contains(letter))
            && digits.len() >= SHORTEST_DIGEST
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_filled_up() {
        let digest = format!("@sha256:{}", "0a".repeat(32));
        for (text, full) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.27-alpine", "docker.io/library/nginx:1.27-alpine"),
            ("bitnami/redis:7", "docker.io/bitnami/redis:7"),
            ("docker.io/nginx", "docker.io/library/nginx"),
            ("index.docker.io/a/b", "docker.io/a/b"),
            ("quay.io/a/b/c:1", "quay.io/a/b/c:1"),
            ("localhost/a", "localhost/a"),
            ("host:5000/a:1", "host:5000/a:1"),
            ("[::1]:5000/a", "[::1]:5000/a"),
            ("a__b/c--d", "docker.io/a__b/c--d"),
        ] {
            let name: ImageName = text.parse().unwrap();
            assert_eq!(name.full(), full, "{text}");
            let pinned: ImageName = format!("{text}{digest}").parse().unwrap();
            assert_eq!(pinned.full(), format!("{full}{digest}"));
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "",
            "Nginx",
            "a b",
            "a/",
            "/a",
            "a:",
            "a:-x",
            "https://a/b",
            "a@sha256:12",
            "a..b",
            "a/B:1",
            "quay.io/",
            "{{ .x }}",
            "$(image)",
            "a:1:2",
        ] {
            assert_eq!(
                text.parse::<ImageName>(),
                Err(NameError::InvalidImage),
                "{text}"
            );
        }
    }
}

use std::fmt;
use std::str::FromStr;

use crate::NameError;

/// The longest release name, in bytes: charts append up to ten to it and stay within a DNS label.
const MAX_LENGTH: usize = 53;

/// The name of a release: a lower-case DNS subdomain of at most 53 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseName(String);

impl ReleaseName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReleaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ReleaseName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::MissingReleaseName);
        }
        if text.len() > MAX_LENGTH || !is_dns_subdomain(text) {
            return Err(NameError::InvalidReleaseName);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether `text` is one or more lower-case DNS labels joined by dots, as Kubernetes wants object names.
pub fn is_dns_subdomain(text: &str) -> bool {
    text.split('.').all(is_dns_label)
}

fn is_dns_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    bytes.first().is_some_and(plain)
        && bytes.last().is_some_and(plain)
        && bytes.iter().all(|b| plain(b) || *b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_as_helm_does() {
        let longest = "a".repeat(MAX_LENGTH);
        for good in ["a", "0", "a-b", "a.b", "a--b.c0", longest.as_str()] {
            assert_eq!(
                good.parse::<ReleaseName>().map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        assert_eq!(
            "".parse::<ReleaseName>(),
            Err(NameError::MissingReleaseName)
        );
        let too_long = "a".repeat(MAX_LENGTH + 1);
        for bad in [
            "A",
            "a_b",
            "-a",
            "a-",
            "a..b",
            ".a",
            "a.",
            "a b",
            "ä",
            "a\n",
            too_long.as_str(),
        ] {
            assert_eq!(
                bad.parse::<ReleaseName>(),
                Err(NameError::InvalidReleaseName),
                "{bad}"
            );
        }
    }
}

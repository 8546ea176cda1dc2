use std::fmt;

use steersman_names::HelmDialect;
use thiserror::Error;

/// A version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// The version as given, with a `v` in front, such as `v1.33.4-gke.1245000`.
    pub version: String,
    /// The version without anything after its numbers, which constraints are checked against.
    pub normalized: String,
    /// The major version.
    pub major: String,
    /// The minor version.
    pub minor: String,
}

/// The text is no version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KubeVersionError {
    /// The text does not begin with numbers and dots.
    #[error("could not parse {} as version", quote(.0))]
    Unreadable(String),
    /// There is only one number.
    #[error("illegal version string {}", quote(.0))]
    TooShort(String),
    /// The major version begins with a zero.
    #[error("illegal zero-prefixed version component {} in {}", quote(.component), quote(.version))]
    LeadingZero {
        /// The number.
        component: String,
        /// The whole text.
        version: String,
    },
    /// A number does not fit into 64 bits.
    #[error(
        "illegal non-numeric version component {} in {}: strconv.ParseUint: parsing {}: value out of range",
        quote(.component), quote(.version), quote(.component)
    )]
    TooLarge {
        /// The number.
        component: String,
        /// The whole text.
        version: String,
    },
}

fn quote(text: &str) -> String {
    steersman_value::fmt::quote(text.as_bytes())
}

impl KubeVersion {
    /// A version without patch number, as the client library of a Helm release stands for.
    pub fn of_minor(major: u32, minor: u32) -> Self {
        let version = format!("v{major}.{minor}.0");
        Self {
            normalized: version.clone(),
            version,
            major: major.to_string(),
            minor: minor.to_string(),
        }
    }

    /// Reads a version as `--kube-version` takes it: two or more numbers, then anything.
    ///
    /// # Errors
    /// When the text does not start with such numbers.
    pub fn parse(text: &str, dialect: HelmDialect) -> Result<Self, KubeVersionError> {
        let unreadable = || KubeVersionError::Unreadable(text.to_owned());
        let rest = text.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
        let rest = rest.strip_prefix('v').unwrap_or(rest);
        let numbers = &rest[..numbers_length(rest)];
        if numbers.is_empty() || rest[numbers.len()..].contains('\n') {
            return Err(unreadable());
        }
        let parts: Vec<&str> = numbers.split('.').collect();
        let [major, _, ..] = parts[..] else {
            return Err(KubeVersionError::TooShort(text.to_owned()));
        };
        if major.starts_with('0') && major != "0" {
            return Err(KubeVersionError::LeadingZero {
                component: major.to_owned(),
                version: text.to_owned(),
            });
        }
        let mut plain = Vec::with_capacity(parts.len());
        for part in &parts {
            let number: u64 = part.parse().map_err(|_| KubeVersionError::TooLarge {
                component: (*part).to_owned(),
                version: text.to_owned(),
            })?;
            plain.push(number.to_string());
        }
        let normalized = format!("v{}", plain.join("."));
        let version = match dialect {
            HelmDialect::V3_22 => normalized.clone(),
            _ if text.starts_with('v') => text.to_owned(),
            _ => format!("v{text}"),
        };
        Ok(Self {
            version,
            normalized,
            major: plain[0].clone(),
            minor: plain[1].clone(),
        })
    }
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.normalized)
    }
}

/// How much of the text is `[0-9]+(\.[0-9]+)*`.
fn numbers_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    while length > 0 && bytes.get(length) == Some(&b'.') {
        let more = digits(length + 1);
        if more == 0 {
            break;
        }
        length += 1 + more;
    }
    length
}

use std::fmt;

use crate::gofmt::quoted;

/// `Chart.yaml` says something that no chart may say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValidationError {
    /// There is no `apiVersion`.
    MissingApiVersion,
    /// There is no `name`.
    MissingName,
    /// The name is `.` or `..`.
    NameNotAllowed(String),
    /// The name has parts.
    InvalidName(String),
    /// There is no `version`.
    MissingVersion,
    /// The version is no semantic version.
    InvalidVersion(String),
    /// The type is neither `application` nor `library`.
    InvalidType,
    /// The list of maintainers holds a null.
    NullMaintainer,
    /// The list of dependencies holds a null.
    NullDependency,
    /// The alias of the dependency has characters that it may not have.
    InvalidAlias(String),
    /// Two dependencies have this name or alias.
    DuplicateDependency(String),
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("validation: ")?;
        match self {
            Self::MissingApiVersion => f.write_str("chart.metadata.apiVersion is required"),
            Self::MissingName => f.write_str("chart.metadata.name is required"),
            Self::NameNotAllowed(name) => {
                write!(f, "chart.metadata.name {} is not allowed", quoted(name))
            }
            Self::InvalidName(name) => write!(f, "chart.metadata.name {} is invalid", quoted(name)),
            Self::MissingVersion => f.write_str("chart.metadata.version is required"),
            Self::InvalidVersion(version) => {
                write!(f, "chart.metadata.version {} is invalid", quoted(version))
            }
            Self::InvalidType => f.write_str("chart.metadata.type must be application or library"),
            Self::NullMaintainer => f.write_str("maintainers must not contain empty or null nodes"),
            Self::NullDependency => {
                f.write_str("dependencies must not contain empty or null nodes")
            }
            Self::InvalidAlias(name) => {
                write!(
                    f,
                    "dependency {} has disallowed characters in the alias",
                    quoted(name)
                )
            }
            Self::DuplicateDependency(name) => {
                write!(
                    f,
                    "more than one dependency with name or alias {}",
                    quoted(name)
                )
            }
        }
    }
}

impl std::error::Error for ValidationError {}

impl ValidationError {
    /// Whether it is in what `requirements.yaml` says too.
    pub(crate) fn is_about_dependencies(&self) -> bool {
        matches!(
            self,
            Self::NullDependency | Self::InvalidAlias(_) | Self::DuplicateDependency(_)
        )
    }
}

use std::fmt;

/// Why a text is not a name of the wanted sort.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// A release name is empty.
    MissingReleaseName,
    /// A release name breaks the rules for Kubernetes object names, or is too long.
    InvalidReleaseName,
    /// A chart name is empty or too long.
    ChartNameLength,
    /// A chart name has characters that file systems or registries could trip over.
    InvalidChartName,
    /// A text is no name of a container image.
    InvalidImage,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingReleaseName => "no name provided",
            Self::InvalidReleaseName => {
                "invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ \
                 and the length must not be longer than 53"
            }
            Self::ChartNameLength => "chart name must be between 1 and 250 characters",
            Self::InvalidChartName => "chart name must match the regular expression \"^[a-zA-Z0-9._-]+$\"",
            Self::InvalidImage => "invalid image name: [REGISTRY/]PATH[:TAG][@DIGEST] is expected",
        })
    }
}

impl std::error::Error for NameError {}

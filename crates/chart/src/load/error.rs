use std::fmt;

use crate::ValidationError;
use crate::archive::ArchiveError;
use crate::ignore::IgnoreError;

/// A file of a chart is not the document it should be.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DocumentError {
    /// The text is not YAML, says what JSON cannot say, or is of the wrong kind.
    Yaml {
        /// What is wrong; its places count from the begin of the document.
        error: Box<steersman_yaml::Error>,
        /// Where the document begins in its file.
        offset: u32,
    },
    /// The document has values of wrong types; Go's text.
    Type(String),
}

impl DocumentError {
    /// Where the problem is in the file, when it has a place.
    pub fn span(&self) -> Option<steersman_diag::Span> {
        match self {
            Self::Yaml { error, offset } => error
                .span()
                .map(|span| steersman_diag::Span::new(span.start + offset, span.end + offset)),
            Self::Type(_) => None,
        }
    }
}

impl From<steersman_yaml::Error> for DocumentError {
    fn from(error: steersman_yaml::Error) -> Self {
        Self::Yaml {
            error: Box::new(error),
            offset: 0,
        }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yaml { error, .. } => f.write_str(&error.unmarshal_message()),
            Self::Type(text) => write!(f, "error unmarshaling JSON: while decoding JSON: {text}"),
        }
    }
}

impl std::error::Error for DocumentError {}

/// A chart cannot be loaded. The messages are Helm's and complete: they include their causes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum LoadError {
    /// The archive is not one that a chart can be read from.
    Archive(ArchiveError),
    /// A file of the chart cannot be read as a document.
    Document {
        /// Its name, such as `Chart.yaml`.
        file: &'static str,
        /// Whether it is a document of values, of which Helm 4 says so.
        is_values: bool,
        /// Why.
        problem: DocumentError,
        /// Its content, to show the place.
        text: steersman_value::Str,
    },
    /// There is no `Chart.yaml` among the files.
    MissingChartYaml,
    /// An archive at the top has no `Chart.yaml`.
    UnknownVersion,
    /// `apiVersion` is none that Helm knows.
    UnsupportedVersion,
    /// `apiVersion` is `v3`, which is an experiment that can be loaded but not used.
    Experimental,
    /// `Chart.yaml` says something that no chart may say.
    Validation {
        /// What.
        problem: ValidationError,
        /// The file that says it: for dependencies of old charts, `requirements.yaml`.
        file: &'static str,
        /// Its content, to show the place.
        text: steersman_value::Str,
    },
    /// `.helmignore` cannot be used.
    Ignore(IgnoreError),
    /// An archive below `charts/` stands in a folder that is named like one.
    MisplacedArchive {
        /// The chart around it.
        parent: String,
        /// The name that was expected.
        expected: String,
        /// The name that is there.
        found: String,
    },
    /// A chart below `charts/` cannot be loaded.
    Subchart {
        /// The name of its file or folder.
        name: String,
        /// The chart around it.
        parent: String,
        /// Why.
        cause: Box<Self>,
    },
    /// Charts stand within charts deeper than the limit allows.
    TooDeep(usize),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Archive(error) => error.fmt(f),
            Self::Document {
                file,
                is_values,
                problem,
                ..
            } => {
                write!(f, "cannot load {file}: ")?;
                if *is_values {
                    f.write_str(values_prefix(problem))?;
                }
                problem.fmt(f)
            }
            Self::MissingChartYaml => f.write_str("Chart.yaml file is missing"),
            Self::UnknownVersion => {
                f.write_str("unable to detect chart version, no Chart.yaml found")
            }
            Self::UnsupportedVersion => f.write_str("unsupported chart version"),
            Self::Experimental => f.write_str("invalid chart apiVersion"),
            Self::Validation { problem, .. } => problem.fmt(f),
            Self::Ignore(error) => error.fmt(f),
            Self::MisplacedArchive {
                parent,
                expected,
                found,
            } => {
                write!(
                    f,
                    "error unpacking subchart tar in {parent}: expected {expected}, got {found}"
                )
            }
            Self::Subchart {
                name,
                parent,
                cause,
            } => {
                write!(f, "error unpacking subchart {name} in {parent}: {cause}")
            }
            Self::TooDeep(limit) => write!(
                f,
                "charts are nested deeper than the maximum of {limit} levels"
            ),
        }
    }
}

impl std::error::Error for LoadError {}

/// What Helm 4 puts in front of a problem with a document of values.
pub(crate) fn values_prefix(problem: &DocumentError) -> &'static str {
    match problem {
        DocumentError::Yaml { error, .. }
            if matches!(**error, steersman_yaml::Error::Separator { .. }) =>
        {
            "error reading yaml document: "
        }
        _ => "cannot unmarshal yaml document: ",
    }
}

impl From<ArchiveError> for LoadError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<IgnoreError> for LoadError {
    fn from(error: IgnoreError) -> Self {
        Self::Ignore(error)
    }
}

use std::fmt;
use std::path::PathBuf;

use crate::{PathError, StoreError};

/// Dependencies cannot be brought up to date. The messages are Helm's and complete.
#[derive(Debug)]
#[non_exhaustive]
pub enum DependencyError {
    /// There is nothing at the path of the chart.
    NotFound(PathError),
    /// The chart is an archive.
    Packed,
    /// Something on the disk is not as it should be.
    Store(StoreError),
    /// A `file://` dependency, or one that should be in `charts/`, is not there.
    FolderNotFound(PathBuf),
    /// A version is neither version nor constraint: chart, quoted or not as Helm does it at that place, and why.
    InvalidConstraint {
        /// The name of the dependency.
        name: String,
        /// Whether Helm quotes the name.
        quoted: bool,
        /// Why.
        cause: String,
    },
    /// No chart has the wanted version: name, repository, constraint of each.
    NoVersion(Vec<(String, String, String)>),
    /// The chart at the path is not of the locked version.
    WrongVersion(String),
    /// A chart in `charts/` cannot be loaded.
    LocalChart(PathBuf, Box<StoreError>),
    /// A chart in `charts/` is of another version: name, version, constraint.
    LocalVersion(String, String, String),
    /// A dependency names a repository that is not configured.
    NoRepository {
        /// The names as the dependencies have them.
        names: Vec<String>,
        /// Whether dependencies were to be built, not updated.
        is_build: bool,
    },
    /// A dependency cannot be found in its repository, or cannot be had from there.
    Remote {
        /// Why.
        message: String,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// The archive of a dependency cannot be had.
    Download {
        /// Its URL.
        url: String,
        /// Why.
        message: String,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// The lock does not fit `Chart.yaml`.
    OutOfSync {
        /// Whether the chart is of API version v1.
        is_v1: bool,
    },
    /// `charts` is a file.
    ChartsNotAFolder(PathBuf),
    /// The lock file is a symbolic link: its name and where it leads.
    LockIsLink(&'static str, PathBuf),
    /// A document cannot be written.
    Encode(String),
}

impl fmt::Display for DependencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(error) => write!(f, "could not find {}: {error}", error.path.display()),
            Self::Packed => f.write_str("only unpacked charts can be updated"),
            Self::Store(error) => error.fmt(f),
            Self::FolderNotFound(path) => write!(f, "directory {} not found", path.display()),
            Self::InvalidConstraint { name, quoted: true, cause } => {
                write!(f, "dependency {name:?} has an invalid version/constraint format: {cause}")
            }
            Self::InvalidConstraint { name, cause, .. } => {
                write!(f, "dependency {name} has an invalid version/constraint format: {cause}")
            }
            Self::NoVersion(missing) => {
                let list: Vec<_> = missing
                    .iter()
                    .map(|(name, repository, version)| {
                        format!("{name:?} (repository {repository:?}, version {version:?})")
                    })
                    .collect();
                write!(
                    f,
                    "can't get a valid version for {} subchart(s): {}. Make sure a matching chart version exists in \
                     the repo, or change the version constraint in Chart.yaml",
                    missing.len(),
                    list.join(", ")
                )
            }
            Self::WrongVersion(name) => write!(f, "can't get a valid version for dependency {name}"),
            Self::LocalChart(path, cause) => write!(f, "unable to load chart '{}': {cause}", path.display()),
            Self::LocalVersion(name, version, constraint) => {
                write!(f, "dependency {name} at version {version} does not satisfy the constraint {constraint}")
            }
            Self::NoRepository { names, is_build } => no_repository(f, names, *is_build),
            Self::Remote { message, .. } => f.write_str(message),
            Self::Download { url, message, .. } => write!(f, "could not download {url}: {message}"),
            Self::OutOfSync { is_v1: true } => f.write_str(
                "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). \
                 Please update the dependencies",
            ),
            Self::OutOfSync { is_v1: false } => f.write_str(
                "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the \
                 dependencies with 'helm dependency update'",
            ),
            Self::ChartsNotAFolder(path) => write!(f, "{:?} is not a directory", path.display().to_string()),
            Self::LockIsLink(name, target) => {
                write!(f, "the {name} file is a symlink to {:?}", target.display().to_string())
            }
            Self::Encode(text) => f.write_str(text),
        }
    }
}

fn no_repository(f: &mut fmt::Formatter<'_>, names: &[String], is_build: bool) -> fmt::Result {
    let add = if is_build {
        "Please add the missing repos via"
    } else {
        "Please add them via"
    };
    write!(
        f,
        "no repository definition for {}. {add} 'helm repo add'",
        names.join(", ")
    )?;
    let is_word = |name: &String| {
        !name.contains("//") && !name.starts_with('@') && !name.starts_with("alias:")
    };
    if !is_build && names.iter().any(is_word) {
        f.write_str(
            "\nNote that repositories must be URLs or aliases. For example, to refer to the \"example\"\nrepository, \
             use \"https://charts.example.com/\" or \"@example\" instead of\n\"example\". Don't forget to add the \
             repo, too ('helm repo add').",
        )?;
    }
    Ok(())
}

impl std::error::Error for DependencyError {}

impl DependencyError {
    /// What can be done about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Remote { hint, .. } | Self::Download { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }
}

impl From<StoreError> for DependencyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<PathError> for DependencyError {
    fn from(error: PathError) -> Self {
        Self::Store(error.into())
    }
}

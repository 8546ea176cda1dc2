use std::fmt;
use std::path::PathBuf;

use steersman_chart::LoadError;
use steersman_chart::archive::ArchiveError;
use steersman_chart::ignore::IgnoreError;
use steersman_chart::pack::PackError;
use steersman_names::NameError;

use crate::PathError;

/// Something on the disk is not as it should be. The messages are Helm's and complete: they include their causes.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// A call to the system failed.
    Path(PathError),
    /// A folder has no `Chart.yaml` that can be read.
    NoChart(PathError),
    /// The chart cannot be made of its files.
    Load(LoadError),
    /// An archive cannot be read.
    Archive {
        /// Its path.
        path: PathBuf,
        /// Why. Helm 4 does not say it.
        cause: ArchiveError,
        /// Whether Helm of the dialect says why.
        says_cause: bool,
    },
    /// A file is no archive, but something else.
    NotAnArchive {
        /// Its path as it was given.
        path: PathBuf,
        /// The media type that its content looks like.
        content_type: &'static str,
    },
    /// `.helmignore` cannot be used.
    Ignore(IgnoreError),
    /// A symbolic link leads nowhere or back.
    Symlink {
        /// The link.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// Something that is neither file nor folder.
    Irregular(PathBuf),
    /// A file cannot be read.
    ReadFile {
        /// Its name relative to the chart.
        name: String,
        /// Why.
        cause: PathError,
    },
    /// The files of a folder are together larger than the limit allows.
    FolderTooLarge {
        /// The file that is too much.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file is larger than the limit allows.
    FileTooLarge {
        /// Its name.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A folder holds more files than the limit allows.
    TooManyFiles(usize),
    /// A chart cannot be packed.
    Pack(PackError),
    /// A file stands where a folder should be.
    NotAFolder(PathBuf),
    /// The name of a new chart is not one.
    Name(NameError),
    /// The folder to make a chart in is none.
    NoSuchFolder(PathBuf),
    /// A file stands where the folder of a chart should be.
    FileInTheWay(PathBuf),
    /// A starter cannot be loaded.
    Starter {
        /// Its path.
        path: PathBuf,
        /// Why.
        cause: Box<Self>,
    },
    /// A dependency of a starter cannot be packed.
    SaveDependency {
        /// Its full path among charts.
        path: String,
        /// Why.
        cause: Box<Self>,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::NoChart(error) => write!(
                f,
                "unable to detect chart at {}: {error}",
                error.path.display()
            ),
            Self::Load(error) => error.fmt(f),
            Self::Archive {
                path,
                cause: ArchiveError::GzipHeader,
                ..
            } => write!(
                f,
                "file '{}' does not appear to be a valid chart file (details: gzip: invalid header)",
                path.display()
            ),
            Self::Archive {
                cause,
                says_cause: true,
                ..
            } => cause.fmt(f),
            Self::Archive { .. } => f.write_str("unable to load chart archive"),
            Self::NotAnArchive { path, content_type } => {
                let path = path.to_string_lossy();
                if path.ends_with(".yml") || path.ends_with(".yaml") {
                    return write!(
                        f,
                        "file '{path}' seems to be a YAML file, but expected a gzipped archive"
                    );
                }
                write!(
                    f,
                    "file '{path}' does not appear to be a gzipped archive; got '{content_type}'"
                )
            }
            Self::Ignore(error) => error.fmt(f),
            Self::Symlink { path, cause } => {
                write!(f, "error evaluating symlink {}: {cause}", path.display())
            }
            Self::Irregular(path) => {
                write!(
                    f,
                    "cannot load irregular file {} as it has file mode type bits set",
                    path.display()
                )
            }
            Self::ReadFile { name, cause } => write!(f, "error reading {name}: {cause}"),
            Self::FolderTooLarge { name, limit } => {
                write!(
                    f,
                    "error reading {name}: chart exceeds maximum decompressed size of {limit} bytes"
                )
            }
            Self::FileTooLarge { name, limit } => {
                write!(
                    f,
                    "chart file {name:?} is larger than the maximum file size {limit}"
                )
            }
            Self::TooManyFiles(limit) => {
                write!(f, "chart has more than the maximum of {limit} files")
            }
            Self::Pack(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::NoSuchFolder(path) => write!(f, "no such directory {}", path.display()),
            Self::FileInTheWay(path) => {
                write!(
                    f,
                    "file {} already exists and is not a directory",
                    path.display()
                )
            }
            Self::Starter { path, cause } => {
                write!(f, "could not load {}: {cause}", path.display())
            }
            Self::SaveDependency { path, cause } => write!(f, "saving {path}: {cause}"),
            Self::NotAFolder(path) => write!(f, "is not a directory: {}", path.display()),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<PathError> for StoreError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl From<LoadError> for StoreError {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}

impl From<PackError> for StoreError {
    fn from(error: PackError) -> Self {
        Self::Pack(error)
    }
}

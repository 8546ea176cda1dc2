use std::fmt;

use crate::gofmt::quoted;

/// An archive is not one that a chart can be read from. The messages are Helm's where Helm has the case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArchiveError {
    /// There are no bytes at all.
    Empty,
    /// The bytes do not begin as gzip does.
    GzipHeader,
    /// The compressed data is damaged.
    Corrupt,
    /// The checksum of the inflated data is wrong.
    Checksum,
    /// The data ends too early.
    UnexpectedEnd,
    /// An entry has a damaged header.
    TarHeader,
    /// A file has holes, which charts have no use for.
    Sparse,
    /// The name of an entry is absolute once its first part is taken off.
    AbsolutePath,
    /// An entry has no path below the first part of its name.
    OutsideBase(String),
    /// The name of an entry leads upwards.
    ParentDirectory,
    /// The name of an entry begins with a drive letter.
    IllegalName,
    /// `Chart.yaml` is a folder at the top.
    ChartYamlNotInBase,
    /// The files are larger than the limit allows, by Helm's words since 4.3.
    TooLarge(u64),
    /// As [`Self::TooLarge`], by the words of older Helm.
    TooLargeLegacy(u64),
    /// One file is larger than the limit allows.
    FileTooLarge(String, u64),
    /// The archive inflates to more bytes than the limit allows, most of them in no file.
    StreamTooLarge(u64),
    /// The chart and the archives in it are together larger than the limit allows.
    NestedTooLarge(u64),
    /// The archive has more entries than the limit allows.
    TooManyEntries(usize),
    /// The archive holds no files.
    NoFiles,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("EOF"),
            Self::GzipHeader => f.write_str("gzip: invalid header"),
            Self::Corrupt => f.write_str("flate: corrupt input"),
            Self::Checksum => f.write_str("gzip: invalid checksum"),
            Self::UnexpectedEnd => f.write_str("unexpected EOF"),
            Self::TarHeader => f.write_str("archive/tar: invalid tar header"),
            Self::Sparse => f.write_str("archive/tar: sparse files are not supported"),
            Self::AbsolutePath => f.write_str("chart illegally contains absolute paths"),
            Self::OutsideBase(name) => {
                write!(
                    f,
                    "chart illegally contains content outside the base directory: {}",
                    quoted(name)
                )
            }
            Self::ParentDirectory => f.write_str("chart illegally references parent directory"),
            Self::IllegalName => f.write_str("chart contains illegally named files"),
            Self::ChartYamlNotInBase => f.write_str("chart yaml not in base directory"),
            Self::TooLarge(limit) => write!(
                f,
                "decompressed chart is larger than the maximum size {limit}"
            ),
            Self::TooLargeLegacy(limit) => {
                write!(
                    f,
                    "decompressed chart is larger than the maximum file size {limit}"
                )
            }
            Self::FileTooLarge(name, limit) => {
                write!(
                    f,
                    "decompressed chart file {} is larger than the maximum file size {limit}",
                    quoted(name)
                )
            }
            Self::StreamTooLarge(limit) => write!(
                f,
                "archive inflates to more than the maximum of {limit} bytes"
            ),
            Self::NestedTooLarge(limit) => {
                write!(
                    f,
                    "chart and its dependencies are larger than the maximum size {limit}"
                )
            }
            Self::TooManyEntries(limit) => {
                write!(f, "archive has more than the maximum of {limit} entries")
            }
            Self::NoFiles => f.write_str("no files in chart archive"),
        }
    }
}

impl std::error::Error for ArchiveError {}

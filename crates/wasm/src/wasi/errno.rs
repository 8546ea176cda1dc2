//! The errors of WASI that are given here.

/// Why a function did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errno {
    BadDescriptor,
    Exists,
    Fault,
    Sequence,
    Invalid,
    Io,
    IsDirectory,
    TooManyOpen,
    Missing,
    NoSpace,
    NotThere,
    NotDirectory,
    NotEmpty,
    NotSupported,
    Seek,
    NotCapable,
}

impl Errno {
    /// Its number.
    pub(crate) fn number(self) -> i32 {
        match self {
            Self::BadDescriptor => 8,
            Self::Exists => 20,
            Self::Fault => 21,
            Self::Sequence => 25,
            Self::Invalid => 28,
            Self::Io => 29,
            Self::IsDirectory => 31,
            Self::TooManyOpen => 33,
            Self::Missing => 44,
            Self::NoSpace => 51,
            Self::NotThere => 52,
            Self::NotDirectory => 54,
            Self::NotEmpty => 55,
            Self::NotSupported => 58,
            Self::Seek => 70,
            Self::NotCapable => 76,
        }
    }
}

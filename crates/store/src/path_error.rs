use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A call to the system failed: the call, the path, and why, worded as Go words it.
#[derive(Debug)]
pub struct PathError {
    /// Go's name of the call: `open`, `stat`, `lstat`, `mkdir` and so on.
    pub call: &'static str,
    /// The path it was made for.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

impl PathError {
    /// The error of a call for a path.
    pub fn new(call: &'static str, path: impl Into<PathBuf>, cause: io::Error) -> Self {
        Self {
            call,
            path: path.into(),
            cause,
        }
    }

    /// For `map_err` on the calls of the standard library.
    pub fn from(call: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::new(call, path, cause)
    }

    /// Whether there is nothing at the path.
    pub fn is_not_found(&self) -> bool {
        self.cause.kind() == io::ErrorKind::NotFound
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {}",
            self.call,
            self.path.display(),
            system_text(&self.cause)
        )
    }
}

impl std::error::Error for PathError {}

/// The system's words for an error, without capital and number.
pub(crate) fn system_text(error: &io::Error) -> String {
    // An error of `fs_err` puts what it tried before the original text.
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let text = if error.raw_os_error().is_some() {
        text
    } else {
        text.rsplit(": ").next().unwrap_or(text)
    };
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

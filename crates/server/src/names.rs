//! Names from outside that become part of a path.

use std::fmt;

/// The longest name that file systems take.
const MAX_SEGMENT: usize = 255;
/// The longest path of a repository.
const MAX_PATH: usize = 1024;

/// Why a name cannot be part of a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is improperly formatted")]
pub struct NameProblem(pub String);

/// The path of a repository: checked segments, none at depth 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPath(String);

impl RepoPath {
    /// A path of these segments, which were decoded before.
    ///
    /// # Errors
    /// [`NameProblem`] for a segment that is empty, begins with a dot, or holds separators or control characters.
    pub fn new<S: AsRef<str>>(segments: &[S]) -> Result<Self, NameProblem> {
        let mut path = String::new();
        for segment in segments {
            let segment = segment.as_ref();
            check_segment(segment)?;
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(segment);
        }
        if path.len() > MAX_PATH {
            return Err(NameProblem(path));
        }
        Ok(Self(path))
    }

    /// The segments with slashes between them; empty at depth 0.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a file in the folder of the repository.
    pub fn key(&self, file: &str) -> String {
        if self.0.is_empty() {
            file.to_owned()
        } else {
            format!("{}/{file}", self.0)
        }
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one file in a repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// The name, when it is one that can stand in a folder.
    ///
    /// # Errors
    /// [`NameProblem`], as for segments of a [`RepoPath`].
    pub fn new(name: &str) -> Result<Self, NameProblem> {
        check_segment(name)?;
        Ok(Self(name.to_owned()))
    }

    /// The name of the package of a chart.
    ///
    /// # Errors
    /// [`NameProblem`] when name or version cannot be in the name of a file.
    pub fn of_package(name: &str, version: &str) -> Result<Self, NameProblem> {
        check_segment(name)?;
        check_segment(version)?;
        Self::new(&format!("{name}-{version}.tgz"))
    }

    /// The name of the provenance file of this package.
    pub fn provenance(&self) -> String {
        format!("{}.prov", self.0)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_segment(segment: &str) -> Result<(), NameProblem> {
    let bad = |c: char| c == '/' || c == '\\' || c.is_control();
    let reserved = segment.is_empty() || segment.starts_with('.') || segment.len() > MAX_SEGMENT;
    if reserved || segment.contains(bad) {
        return Err(NameProblem(segment.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FileName, RepoPath};

    #[test]
    fn paths_stay_below_the_root() {
        for (segments, expected) in [
            (&["a"][..], Some("a")),
            (&["org1", "a'b"], Some("org1/a'b")),
            (&[], Some("")),
            (&[".."], None),
            (&["."], None),
            (&[".steer"], None),
            (&["a/b"], None),
            (&["a\\b"], None),
            (&["a\0b"], None),
            (&[""], None),
        ] {
            let found = RepoPath::new(segments).ok();
            assert_eq!(
                found.as_ref().map(RepoPath::as_str),
                expected,
                "{segments:?}"
            );
        }
        assert!(FileName::of_package("../../evil", "0.1.0").is_err());
        assert!(FileName::of_package("web", "1.0.0+b1").is_ok());
        assert!(FileName::of_package(&"n".repeat(300), "1.0.0").is_err());
    }
}

use std::path::{Component, Path, PathBuf};

use crate::PathError;

/// The shortest path of the same meaning, worked out by its text, as Go's `filepath.Clean` does.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match clean.components().next_back() {
                Some(Component::Normal(_)) => {
                    clean.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => clean.push(".."),
            },
            other => clean.push(other),
        }
    }
    if clean.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        clean
    }
}

/// The clean path from the root.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, PathError> {
    std::path::absolute(path)
        .map(|path| clean(&path))
        .map_err(PathError::from("getwd", path))
}

/// Two paths as one, clean.
pub(crate) fn join(folder: &Path, path: &Path) -> PathBuf {
    // A slash in front means nothing here, unlike for `Path::join`.
    clean(&folder.join(path.strip_prefix("/").unwrap_or(path)))
}

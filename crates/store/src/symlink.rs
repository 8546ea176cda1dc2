use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::PathError;

/// Go gives up after so many links.
const MAX_LINKS: usize = 255;

/// Why a link leads nowhere.
#[derive(Debug)]
pub(crate) enum LinkError {
    /// A part of the path cannot be looked at.
    Path(PathError),
    /// A part of the path that is no folder has parts below it.
    NotAFolder,
    /// Link follows link.
    TooMany,
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::NotAFolder => f.write_str("not a directory"),
            Self::TooMany => f.write_str("EvalSymlinks: too many links"),
        }
    }
}

/// The path with every link in it replaced by what it leads to.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, LinkError> {
    let mut resolved = PathBuf::new();
    // Parts still to come, the next one last.
    let mut parts: Vec<OsString> = path
        .components()
        .rev()
        .map(|part| part.as_os_str().to_owned())
        .collect();
    let mut links = 0;
    while let Some(part) = parts.pop() {
        match Path::new(&part).components().next() {
            Some(Component::ParentDir) => {
                resolved.pop();
                continue;
            }
            Some(Component::Normal(_)) => resolved.push(&part),
            Some(_) => {
                resolved.push(&part);
                continue;
            }
            None => continue,
        }
        let kind = fs_err::symlink_metadata(&resolved)
            .map_err(|cause| LinkError::Path(PathError::new("lstat", &resolved, cause)))?
            .file_type();
        if !kind.is_symlink() {
            if !kind.is_dir() && !parts.is_empty() {
                return Err(LinkError::NotAFolder);
            }
            continue;
        }
        links += 1;
        if links > MAX_LINKS {
            return Err(LinkError::TooMany);
        }
        let target = fs_err::read_link(&resolved)
            .map_err(|cause| LinkError::Path(PathError::new("readlink", &resolved, cause)))?;
        if target.is_absolute() {
            resolved.clear();
        } else {
            resolved.pop();
        }
        parts.extend(
            target
                .components()
                .rev()
                .map(|part| part.as_os_str().to_owned()),
        );
    }
    Ok(resolved)
}

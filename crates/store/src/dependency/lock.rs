use std::path::Path;

use steersman_chart::{Lock, lock_tree};

use super::DependencyError;
use crate::{PathError, write_atomically};

/// Writes the lock of the chart in `folder`, but not through a symbolic link.
pub(super) fn write_lock(folder: &Path, lock: &Lock, is_v1: bool) -> Result<(), DependencyError> {
    let name = if is_v1 {
        "requirements.lock"
    } else {
        "Chart.lock"
    };
    let path = folder.join(name);
    if let Ok(metadata) = fs_err::symlink_metadata(&path)
        && metadata.is_symlink()
    {
        let target = fs_err::read_link(&path).map_err(PathError::from("readlink", &path))?;
        return Err(DependencyError::LockIsLink(name, target));
    }
    let text = steersman_yaml::encode_tree(&lock_tree(lock))
        .map_err(|error| DependencyError::Encode(error.to_string()))?;
    Ok(write_atomically(&path, &text)?)
}

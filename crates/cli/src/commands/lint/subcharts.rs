//! The charts below `charts/`, for `lint --with-subcharts`.

use crate::paths::{clean, join};

use super::folder::is_archive;

/// Adds the folders with a `Chart.yaml` and the archives below a folder, in the order of their names.
pub(super) fn add_subcharts(folder: &str, paths: &mut Vec<String>) {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            Some((entry.file_name().into_string().ok()?, is_dir))
        })
        .collect();
    entries.sort();
    for (name, is_dir) in entries {
        let path = join(&[folder, &name]);
        if name == "Chart.yaml" {
            paths.push(clean(folder));
        } else if is_archive(&path) {
            paths.push(path);
        } else if is_dir {
            add_subcharts(&path, paths);
        }
    }
}

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;

/// The files below a folder with what is in them.
pub(super) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Reads all files below `folder`, but for those with these names.
pub(super) fn tree(folder: &Path, without: &[&str]) -> Result<Tree> {
    let mut found = Tree::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if without.iter().any(|other| name == *other) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// The files that are not the same in both, as `path (before → after bytes)`.
pub(super) fn differences(before: &Tree, after: &Tree) -> Vec<String> {
    let size = |tree: &Tree, path: &PathBuf| tree.get(path).map(Vec::len);
    let mut paths: Vec<_> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| before.get(*path) != after.get(*path));
    let line = |path: &PathBuf| {
        let (before, after) = (size(before, path), size(after, path));
        format!("{} ({before:?} -> {after:?})", path.display())
    };
    paths.into_iter().map(line).collect()
}

//! Walking the tree and applying the rules.

use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;

use super::{layers, sizes, words};

/// What is no part of the sources: build outputs and what fuzzing finds.
const SKIPPED: [&str; 6] = [
    "target",
    ".git",
    "out",
    "artifacts",
    "coverage",
    "node_modules",
];

/// A text file of the project.
pub(crate) struct TextFile {
    /// Its path below the root, with forward slashes.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// Applies all rules to the workspace at `root`; returns what breaks them, one line each.
///
/// # Errors
///
/// When a file cannot be read.
pub fn tidy(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(root, root, &mut files)?;
    files.sort_by(|left, right| left.path.cmp(&right.path));
    let mut problems = layers::check(&files)?;
    problems.extend(files.iter().flat_map(sizes::check));
    problems.extend(sizes::stale_allowances(&files));
    problems.extend(files.iter().flat_map(words::check));
    Ok(problems)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<TextFile>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if fs::symlink_metadata(&path)?.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(root, &path, files)?;
            }
        } else if let Ok(text) = String::from_utf8(fs::read(&path)?) {
            let path = path.strip_prefix(root)?.to_string_lossy().into_owned();
            files.push(TextFile { path, text });
        }
    }
    Ok(())
}

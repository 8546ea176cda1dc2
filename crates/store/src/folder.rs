use std::path::{Path, PathBuf};

use steersman_chart::archive::Limits;
use steersman_chart::ignore::Rules;
use steersman_chart::{File, Notice};

use crate::queue::Queue;
use crate::regular::read_regular;
use crate::symlink::resolve;
use crate::{PathError, StoreError};

/// The files of a folder, but for those that `.helmignore` names, in byte order of their names, depth first.
///
/// Symbolic links are followed, each with a [`Notice`].
///
/// # Errors
/// [`StoreError`]
pub fn read_folder(
    folder: &Path,
    limits: &Limits,
    notices: &mut Vec<Notice>,
) -> Result<Vec<File>, StoreError> {
    let rules_file = folder.join(".helmignore");
    let rules = match read_regular(&rules_file) {
        Ok(text) => Rules::parse(&text).map_err(StoreError::Ignore)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Rules::built_in(),
        Err(cause) => return Err(PathError::new("open", rules_file, cause).into()),
    };
    let mut walk = Walk {
        rules,
        limits,
        queue: Queue::new(limits),
        visited: 0,
        notices,
        open_links: Vec::new(),
    };
    let walked = walk.folder(folder, "");
    // A file that cannot be read comes before a folder that cannot: the walk found it earlier.
    let files = walk.queue.finish()?;
    walked?;
    Ok(files)
}

struct Walk<'a> {
    rules: Rules,
    limits: &'a Limits,
    queue: Queue<'a>,
    visited: usize,
    notices: &'a mut Vec<Notice>,
    /// Where the links lead that the walk is within.
    open_links: Vec<PathBuf>,
}

/// What a folder holds, once links are followed.
#[derive(Clone, Copy)]
enum Kind {
    Folder,
    File,
    Other,
}

impl Walk<'_> {
    /// Visits what is in `folder`; `prefix` is its name relative to the chart with a slash at the end, or nothing.
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), StoreError> {
        let open = |cause| StoreError::from(PathError::new("open", folder, cause));
        let mut entries = Vec::new();
        for entry in fs_err::read_dir(folder).map_err(open)? {
            let entry = entry.map_err(open)?;
            entries.push((entry.file_name(), entry.file_type().map_err(open)?));
        }
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (file_name, kind) in entries {
            self.visited += 1;
            if self.visited > self.limits.entries {
                return Err(StoreError::TooManyFiles(self.limits.entries));
            }
            let path = folder.join(&file_name);
            let name = format!("{prefix}{}", file_name.to_string_lossy());
            if kind.is_symlink() {
                self.link(&path, &name)?;
            } else if kind.is_dir() {
                self.visit(&path, &name, Kind::Folder)?;
            } else {
                self.visit(
                    &path,
                    &name,
                    if kind.is_file() {
                        Kind::File
                    } else {
                        Kind::Other
                    },
                )?;
            }
        }
        Ok(())
    }

    fn visit(&mut self, path: &Path, name: &str, kind: Kind) -> Result<(), StoreError> {
        let is_folder = matches!(kind, Kind::Folder);
        if self.rules.ignores(name, is_folder) {
            return Ok(());
        }
        match kind {
            Kind::Folder => self.folder(path, &format!("{name}/")),
            Kind::File => {
                self.queue.add(path, name);
                Ok(())
            }
            Kind::Other => Err(StoreError::Irregular(path.to_owned())),
        }
    }

    /// Visits what a symbolic link leads to, under the name of the link.
    fn link(&mut self, path: &Path, name: &str) -> Result<(), StoreError> {
        let failed = |cause: String| StoreError::Symlink {
            path: path.to_owned(),
            cause,
        };
        let resolved = resolve(path).map_err(|error| failed(error.to_string()))?;
        self.notices.push(Notice::SymbolicLink(
            path.display().to_string(),
            resolved.display().to_string(),
        ));
        let metadata =
            fs_err::symlink_metadata(&resolved).map_err(PathError::from("lstat", &resolved))?;
        if !metadata.is_dir() {
            let kind = if metadata.is_file() {
                Kind::File
            } else {
                Kind::Other
            };
            return self.visit(path, name, kind);
        }
        // A link to a folder around it has no end.
        let here = path
            .parent()
            .and_then(|parent| resolve(parent).ok())
            .unwrap_or_default();
        if here.starts_with(&resolved) || self.open_links.contains(&resolved) {
            return Err(failed(format!("link leads back to {}", resolved.display())));
        }
        self.open_links.push(resolved);
        let visited = self.visit(path, name, Kind::Folder);
        self.open_links.pop();
        visited
    }
}

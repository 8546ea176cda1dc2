use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use steersman_chart::archive::Limits;
use steersman_chart::ignore::Rules;
use steersman_chart::{File, Modified, Notice};
use steersman_value::Str;

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
    let rules = match fs_err::read(&rules_file) {
        Ok(text) => Rules::parse(&text).map_err(StoreError::Ignore)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Rules::built_in(),
        Err(cause) => return Err(PathError::new("open", rules_file, cause).into()),
    };
    let mut walk = Walk {
        rules,
        limits,
        remaining: limits.total,
        visited: 0,
        files: Vec::new(),
        notices,
        open_links: Vec::new(),
        buffer: Vec::new(),
    };
    walk.folder(folder, "")?;
    Ok(walk.files)
}

struct Walk<'a> {
    rules: Rules,
    limits: &'a Limits,
    remaining: u64,
    visited: usize,
    files: Vec<File>,
    notices: &'a mut Vec<Notice>,
    /// Where the links lead that the walk is within.
    open_links: Vec<PathBuf>,
    buffer: Vec<u8>,
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
            Kind::File => self.file(path, name.to_owned()),
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

    fn file(&mut self, path: &Path, name: String) -> Result<(), StoreError> {
        let failed = |cause| StoreError::ReadFile {
            name: name.clone(),
            cause: PathError::new("open", path, cause),
        };
        let too_large = || StoreError::FolderTooLarge {
            name: name.clone(),
            limit: self.limits.total,
        };
        let file = fs_err::File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if let Some(limit) = self.limits.file.filter(|limit| metadata.len() > *limit) {
            return Err(StoreError::FileTooLarge {
                name: name.rsplit('/').next().unwrap_or(&name).to_owned(),
                limit,
            });
        }
        if metadata.len() > self.remaining {
            return Err(too_large());
        }
        // The file may have grown since.
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        // The plain file reads into memory that was never written; the wrapper would have it zeroed first.
        file.file()
            .take(self.remaining + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        let length = bytes.len() as u64;
        if length > self.remaining {
            return Err(too_large());
        }
        self.remaining -= length;
        let data = Str::from(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        self.buffer = bytes;
        self.files.push(File {
            name,
            data,
            modified: modified(&metadata),
        });
        Ok(())
    }
}

fn modified(metadata: &Metadata) -> Option<Modified> {
    let time = metadata.modified().ok()?;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Some(Modified {
            seconds: i64::try_from(after.as_secs()).ok()?,
            nanos: after.subsec_nanos(),
        }),
        Err(before) => {
            let before = before.duration();
            let seconds = -i64::try_from(before.as_secs()).ok()?;
            Some(match before.subsec_nanos() {
                0 => Modified { seconds, nanos: 0 },
                nanos => Modified {
                    seconds: seconds - 1,
                    nanos: 1_000_000_000 - nanos,
                },
            })
        }
    }
}

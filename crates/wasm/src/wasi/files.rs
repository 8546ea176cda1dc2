//! The temporary folder: files and folders in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Errno;

/// How large all files may be together, in bytes.
const MAX_BYTES: usize = 256 << 20;
/// How many files and folders there may be.
const MAX_FILES: usize = 10_000;
/// How deep folders may be in each other, and how long a path may be.
const MAX_DEPTH: usize = 64;
const MAX_PATH: usize = 4096;

/// The bytes of a file, shared with those who have it open.
pub(crate) type Content = Rc<RefCell<Vec<u8>>>;

/// A thing in the folder.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Folder,
    File(Content),
}

impl Entry {
    /// The size in bytes; folders have the one that real ones have.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Folder => 4096,
            Self::File(content) => content.borrow().len() as u64,
        }
    }
}

/// All files, by their paths in the temporary folder: `a/b`. The folder itself is the empty path.
#[derive(Debug, Default)]
pub(crate) struct Files {
    entries: BTreeMap<String, Entry>,
    /// How many bytes all files have together, with those that were removed while they were open.
    used: usize,
}

impl Files {
    pub(crate) fn get(&self, path: &str) -> Result<Entry, Errno> {
        if path.is_empty() {
            return Ok(Entry::Folder);
        }
        self.entries.get(path).cloned().ok_or(Errno::Missing)
    }

    /// Makes an entry where there is none, in a folder that there is.
    pub(crate) fn create(&mut self, path: &str, entry: Entry) -> Result<(), Errno> {
        if self.get(path).is_ok() {
            return Err(Errno::Exists);
        }
        match self.get(parent(path))? {
            Entry::Folder if self.entries.len() < MAX_FILES => {
                self.entries.insert(path.to_owned(), entry);
                Ok(())
            }
            Entry::Folder => Err(Errno::NoSpace),
            Entry::File(_) => Err(Errno::NotDirectory),
        }
    }

    /// Writes to a file, which grows as it has to.
    pub(crate) fn write(&mut self, content: &Content, at: u64, bytes: &[u8]) -> Result<(), Errno> {
        let at = usize::try_from(at).map_err(|_| Errno::NoSpace)?;
        let end = at.checked_add(bytes.len()).ok_or(Errno::NoSpace)?;
        if end > content.borrow().len() {
            self.resize(content, end)?;
        }
        content.borrow_mut()[at..end].copy_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn resize(&mut self, content: &Content, length: usize) -> Result<(), Errno> {
        let before = content.borrow().len();
        let used = (self.used - before).checked_add(length);
        let used = used.filter(|used| *used <= MAX_BYTES || length <= before);
        self.used = used.ok_or(Errno::NoSpace)?;
        content.borrow_mut().resize(length, 0);
        Ok(())
    }

    pub(crate) fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        match self.get(path)? {
            Entry::Folder => Err(Errno::IsDirectory),
            Entry::File(content) => {
                self.entries.remove(path);
                if Rc::strong_count(&content) == 1 {
                    self.used -= content.borrow().len();
                }
                Ok(())
            }
        }
    }

    pub(crate) fn remove_folder(&mut self, path: &str) -> Result<(), Errno> {
        match self.get(path)? {
            Entry::File(_) => Err(Errno::NotDirectory),
            Entry::Folder if path.is_empty() => Err(Errno::NotCapable),
            Entry::Folder if !self.list(path).is_empty() => Err(Errno::NotEmpty),
            Entry::Folder => {
                self.entries.remove(path);
                Ok(())
            }
        }
    }

    /// Gives a file or folder another path; what was there before goes, if it is of the same kind and empty.
    pub(crate) fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let entry = self.get(from)?;
        if from == to {
            return Ok(());
        }
        if from.is_empty() || to.starts_with(&format!("{from}/")) {
            return Err(Errno::Invalid);
        }
        match (&entry, self.get(to)) {
            (_, Err(Errno::Missing)) => {}
            (Entry::File(_), Ok(Entry::File(_))) => self.remove_file(to)?,
            (Entry::Folder, Ok(Entry::Folder)) => self.remove_folder(to)?,
            (Entry::File(_), Ok(Entry::Folder)) => return Err(Errno::IsDirectory),
            (Entry::Folder, Ok(Entry::File(_))) => return Err(Errno::NotDirectory),
            (_, Err(error)) => return Err(error),
        }
        if !matches!(self.get(parent(to))?, Entry::Folder) {
            return Err(Errno::NotDirectory);
        }
        self.entries.remove(from);
        self.entries.insert(to.to_owned(), entry);
        let inside = format!("{from}/");
        let moved: Vec<_> = self
            .entries
            .range(inside.clone()..)
            .map(|(path, _)| path.clone())
            .take_while(|path| path.starts_with(&inside))
            .collect();
        for path in moved {
            if let Some(entry) = self.entries.remove(&path) {
                self.entries
                    .insert(format!("{to}/{}", &path[inside.len()..]), entry);
            }
        }
        Ok(())
    }

    /// The names in a folder, with what they are.
    pub(crate) fn list(&self, folder: &str) -> Vec<(String, Entry)> {
        let inside = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.entries
            .range(inside.clone()..)
            .take_while(|(path, _)| path.starts_with(&inside))
            .filter(|(path, _)| !path[inside.len()..].contains('/'))
            .map(|(path, entry)| (path[inside.len()..].to_owned(), entry.clone()))
            .collect()
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// A path that is relative to a folder, as one in the temporary folder. There is no way out of it.
pub(crate) fn resolve(folder: &str, path: &str) -> Result<String, Errno> {
    if path.is_empty() {
        return Err(Errno::Missing);
    }
    if path.starts_with('/') {
        return Err(Errno::NotCapable);
    }
    if path.len() > MAX_PATH || path.contains('\0') {
        return Err(Errno::Invalid);
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(Errno::NotCapable)?;
            }
            part => parts.push(part),
        }
    }
    if parts.len() > MAX_DEPTH {
        return Err(Errno::Invalid);
    }
    Ok(parts.join("/"))
}

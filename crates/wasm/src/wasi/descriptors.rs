//! Open files, and the temporary folder they are in.

use super::Errno;
use super::files::{Content, Files};

/// The folder's descriptor, the first after the streams.
pub(crate) const FOLDER: u32 = 3;
/// The folder's name.
pub(crate) const FOLDER_NAME: &str = "/tmp";
/// How many files may be open.
const MAX_OPEN: usize = 1024;

/// What a descriptor stands for.
#[derive(Debug, Clone)]
pub(crate) enum Open {
    /// One of the three streams.
    Stream(u32),
    /// A folder, by its path in the temporary one.
    Folder(String),
    /// A file.
    File {
        content: Content,
        position: u64,
        appends: bool,
    },
}

/// What is open, by number.
#[derive(Debug)]
pub(crate) struct Descriptors {
    open: Vec<Option<Open>>,
    pub(crate) files: Files,
}

impl Descriptors {
    /// The streams, with the temporary folder if there is one.
    pub(crate) fn new(has_folder: bool) -> Self {
        let mut open: Vec<_> = (0..FOLDER).map(|fd| Some(Open::Stream(fd))).collect();
        if has_folder {
            open.push(Some(Open::Folder(String::new())));
        }
        Self {
            open,
            files: Files::default(),
        }
    }

    pub(crate) fn get(&mut self, fd: u32) -> Result<&mut Open, Errno> {
        let open = self.open.get_mut(fd as usize);
        open.and_then(Option::as_mut).ok_or(Errno::BadDescriptor)
    }

    /// The path of a folder.
    pub(crate) fn folder(&mut self, fd: u32) -> Result<String, Errno> {
        match self.get(fd)? {
            Open::Folder(path) => Ok(path.clone()),
            _ => Err(Errno::NotDirectory),
        }
    }

    pub(crate) fn add(&mut self, open: Open) -> Result<u32, Errno> {
        let free = self
            .open
            .iter()
            .skip(FOLDER as usize)
            .position(Option::is_none);
        let at = free.map_or(self.open.len(), |at| at + FOLDER as usize);
        if at >= MAX_OPEN {
            return Err(Errno::TooManyOpen);
        }
        if at == self.open.len() {
            self.open.push(Some(open));
        } else {
            self.open[at] = Some(open);
        }
        u32::try_from(at).map_err(|_| Errno::TooManyOpen)
    }

    pub(crate) fn close(&mut self, fd: u32) -> Result<(), Errno> {
        self.get(fd)?;
        self.open[fd as usize] = None;
        Ok(())
    }

    /// Gives what is open another number.
    pub(crate) fn renumber(&mut self, from: u32, to: u32) -> Result<(), Errno> {
        self.get(to)?;
        let open = self.get(from)?.clone();
        self.open[from as usize] = None;
        self.open[to as usize] = Some(open);
        Ok(())
    }
}

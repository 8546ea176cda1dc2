//! Reading, writing and moving in what is open; files by their paths.

use std::cell::RefCell;
use std::rc::Rc;

use super::Errno;
use super::descriptors::{FOLDER, FOLDER_NAME, Open};
use super::files::{Entry, resolve};
use super::records::{directory_entry, kind_of, number_of, write_file, write_open, write_status};
use crate::Stream;
use crate::memory::Bytes;
use crate::state::State;

type Done = Result<(), Errno>;

/// Where in a file: where it stands, or a place that leaves it there.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Current,
    At(u64),
}

/// What `path_open` is asked for.
pub(super) struct Opening {
    pub(super) folder: u32,
    pub(super) path: (u32, u32),
    pub(super) creates: u32,
    pub(super) flags: u32,
}

const CREATE: u32 = 1;
const DIRECTORY: u32 = 2;
const EXCLUSIVE: u32 = 4;
const TRUNCATE: u32 = 8;
const APPEND: u32 = 1;

pub(super) fn read(
    memory: &mut Bytes<'_>,
    state: &mut State,
    (fd, vectors, count): (u32, u32, u32),
    place: Place,
    read: u32,
) -> Done {
    let mut total = 0_u32;
    for (at, length) in memory.vectors(vectors, count)? {
        let part = memory.slice(at, length)?;
        let got = read_part(state, fd, part, place, u64::from(total))?;
        total = total.saturating_add(got);
        if got < length {
            break;
        }
    }
    memory.write_u32(read, total)
}

fn read_part(
    state: &mut State,
    fd: u32,
    part: &mut [u8],
    place: Place,
    before: u64,
) -> Result<u32, Errno> {
    let got = match state.descriptors.get(fd)? {
        Open::Stream(0) => {
            let started = state.host.monotonic_clock();
            let got = state.host.read(part).ok_or(Errno::Io)?;
            let waited = state.host.monotonic_clock().saturating_sub(started);
            state.deadline = state.deadline.saturating_add(waited);
            got.min(part.len())
        }
        Open::Stream(_) => return Err(Errno::BadDescriptor),
        Open::Folder(_) => return Err(Errno::IsDirectory),
        Open::File {
            content, position, ..
        } => {
            let content = content.borrow();
            let from = match place {
                Place::Current => *position,
                Place::At(at) => at.saturating_add(before),
            };
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let rest = content.get(from..).unwrap_or_default();
            let got = rest.len().min(part.len());
            part[..got].copy_from_slice(&rest[..got]);
            if matches!(place, Place::Current) {
                *position += got as u64;
            }
            got
        }
    };
    u32::try_from(got).map_err(|_| Errno::Io)
}

pub(super) fn write(
    memory: &mut Bytes<'_>,
    state: &mut State,
    (fd, vectors, count): (u32, u32, u32),
    place: Place,
    written: u32,
) -> Done {
    let mut total = 0_u32;
    for (at, length) in memory.vectors(vectors, count)? {
        let part = memory.slice(at, length)?;
        write_part(state, fd, part, place, u64::from(total))?;
        total = total.saturating_add(length);
    }
    memory.write_u32(written, total)
}

fn write_part(state: &mut State, fd: u32, part: &[u8], place: Place, before: u64) -> Done {
    let descriptors = &mut state.descriptors;
    let (content, at) = match descriptors.get(fd)? {
        Open::Stream(number @ 1..=2) => {
            let stream = if *number == 1 {
                Stream::Out
            } else {
                Stream::Err
            };
            let is_printed = state.host.print(stream, part);
            return if is_printed { Ok(()) } else { Err(Errno::Io) };
        }
        Open::Stream(_) => return Err(Errno::BadDescriptor),
        Open::Folder(_) => return Err(Errno::IsDirectory),
        Open::File {
            content,
            position,
            appends,
        } => {
            let at = match place {
                Place::At(at) => at.saturating_add(before),
                Place::Current => {
                    if *appends {
                        *position = content.borrow().len() as u64;
                    }
                    let at = *position;
                    *position = at.saturating_add(part.len() as u64);
                    at
                }
            };
            (Rc::clone(content), at)
        }
    };
    descriptors.files.write(&content, at, part)
}

pub(super) fn seek(
    memory: &mut Bytes<'_>,
    state: &mut State,
    (fd, offset, whence): (u32, i64, u32),
    at: u32,
) -> Done {
    let Open::File {
        content, position, ..
    } = state.descriptors.get(fd)?
    else {
        return Err(Errno::Seek);
    };
    let base = match whence {
        0 => 0,
        1 => *position,
        2 => content.borrow().len() as u64,
        _ => return Err(Errno::Invalid),
    };
    *position = base.checked_add_signed(offset).ok_or(Errno::Invalid)?;
    memory.write_u64(at, *position)
}

pub(super) fn status(memory: &mut Bytes<'_>, state: &mut State, fd: u32, at: u32) -> Done {
    write_status(memory, at, state.descriptors.get(fd)?)
}

pub(super) fn set_flags(state: &mut State, fd: u32, flags: u32) -> Done {
    if let Open::File { appends, .. } = state.descriptors.get(fd)? {
        *appends = flags & APPEND != 0;
    }
    Ok(())
}

pub(super) fn file_status(memory: &mut Bytes<'_>, state: &mut State, fd: u32, at: u32) -> Done {
    write_open(memory, at, state.descriptors.get(fd)?)
}

pub(super) fn set_size(state: &mut State, fd: u32, size: u64) -> Done {
    let Open::File { content, .. } = state.descriptors.get(fd)? else {
        return Err(Errno::Invalid);
    };
    let content = Rc::clone(content);
    let size = usize::try_from(size).map_err(|_| Errno::NoSpace)?;
    state.descriptors.files.resize(&content, size)
}

pub(super) fn preopened(memory: &mut Bytes<'_>, state: &mut State, fd: u32, at: u32) -> Done {
    if fd != FOLDER {
        return Err(Errno::BadDescriptor);
    }
    state.descriptors.folder(fd)?;
    memory.write_u32(at, 0)?;
    let length = u32::try_from(FOLDER_NAME.len()).map_err(|_| Errno::Fault)?;
    memory.write_u32(at.saturating_add(4), length)
}

pub(super) fn preopened_name(
    memory: &mut Bytes<'_>,
    state: &mut State,
    fd: u32,
    (at, length): (u32, u32),
) -> Done {
    if fd != FOLDER {
        return Err(Errno::BadDescriptor);
    }
    state.descriptors.folder(fd)?;
    if (length as usize) < FOLDER_NAME.len() {
        return Err(Errno::Invalid);
    }
    memory.write(at, FOLDER_NAME.as_bytes())
}

pub(super) fn read_folder(
    memory: &mut Bytes<'_>,
    state: &mut State,
    (fd, at, length): (u32, u32, u32),
    cookie: u64,
    used: u32,
) -> Done {
    let folder = state.descriptors.folder(fd)?;
    let entries = state.descriptors.files.list(&folder);
    let mut names = vec![
        (".".to_owned(), Entry::Folder),
        ("..".to_owned(), Entry::Folder),
    ];
    names.extend(entries);
    let to = memory.slice(at, length)?;
    let mut filled = 0;
    for (index, (name, entry)) in names.iter().enumerate() {
        if (index as u64) < cookie || filled == to.len() {
            continue;
        }
        let record = directory_entry(index as u64 + 1, name, kind_of(entry));
        // The last record may be cut: the caller asks again from there.
        let fits = record.len().min(to.len() - filled);
        to[filled..filled + fits].copy_from_slice(&record[..fits]);
        filled += fits;
    }
    memory.write_u32(used, u32::try_from(filled).map_err(|_| Errno::Fault)?)
}

/// The path that a folder's descriptor and a text in memory mean.
pub(super) fn path(
    memory: &mut Bytes<'_>,
    state: &mut State,
    folder: u32,
    (at, length): (u32, u32),
) -> Result<String, Errno> {
    let folder = state.descriptors.folder(folder)?;
    resolve(&folder, &memory.text(at, length)?)
}

pub(super) fn open(memory: &mut Bytes<'_>, state: &mut State, opening: &Opening, at: u32) -> Done {
    let path = path(memory, state, opening.folder, opening.path)?;
    let files = &mut state.descriptors.files;
    let wants = |flag: u32| opening.creates & flag != 0;
    let entry = match files.get(&path) {
        Ok(_) if wants(CREATE) && wants(EXCLUSIVE) => return Err(Errno::Exists),
        Ok(Entry::File(_)) if wants(DIRECTORY) => return Err(Errno::NotDirectory),
        Ok(entry) => entry,
        Err(Errno::Missing) if wants(CREATE) && !wants(DIRECTORY) => {
            let entry = Entry::File(Rc::new(RefCell::new(Vec::new())));
            files.create(&path, entry.clone())?;
            entry
        }
        Err(error) => return Err(error),
    };
    let open = match entry {
        Entry::Folder => Open::Folder(path),
        Entry::File(content) => {
            if wants(TRUNCATE) {
                files.resize(&content, 0)?;
            }
            Open::File {
                content,
                position: 0,
                appends: opening.flags & APPEND != 0,
            }
        }
    };
    let fd = state.descriptors.add(open)?;
    memory.write_u32(at, fd)
}

pub(super) fn path_status(
    memory: &mut Bytes<'_>,
    state: &mut State,
    folder: u32,
    text: (u32, u32),
    at: u32,
) -> Done {
    let path = path(memory, state, folder, text)?;
    let entry = state.descriptors.files.get(&path)?;
    let about = (kind_of(&entry), number_of(&path), entry.size());
    write_file(memory, at, about)
}

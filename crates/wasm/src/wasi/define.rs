//! The functions of `wasi_snapshot_preview1`, each as a call of what does it.

use wasmi::{Caller, Error, Extern, Linker};

use super::Errno;
use super::files::Entry;
use super::streams::{Opening, Place};
use super::{poll, process, streams};
use crate::extism::refuse;
use crate::memory::Bytes;
use crate::state::State;

const MODULE: &str = "wasi_snapshot_preview1";

/// The time of the module is over.
#[derive(Debug)]
pub(crate) struct TimeOver;

impl std::fmt::Display for TimeOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("time is over")
    }
}

impl wasmi::errors::HostError for TimeOver {}

/// Why a function did not do what was asked.
pub(super) enum Stop {
    /// The module is told.
    Errno(Errno),
    /// The module ends.
    TimeOver,
}

impl From<Errno> for Stop {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

type Guest<'a> = Caller<'a, State>;
type Answer = Result<i32, Error>;

/// Does something with the memory of the module: the number of the error, zero where there is none.
fn serve<E: Into<Stop>>(
    mut caller: Guest<'_>,
    act: impl FnOnce(&mut Bytes<'_>, &mut State) -> Result<(), E>,
) -> Answer {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
        return Err(refuse("module does not export its memory"));
    };
    let (bytes, state) = memory.data_and_store_mut(&mut caller);
    match act(&mut Bytes(bytes), state).map_err(Into::into) {
        Ok(()) => Ok(0),
        Err(Stop::Errno(errno)) => Ok(errno.number()),
        Err(Stop::TimeOver) => Err(Error::host(TimeOver)),
    }
}

/// Defines the functions.
pub(crate) fn define(linker: &mut Linker<State>) -> Result<(), Error> {
    define_process(linker)?;
    define_streams(linker)?;
    define_descriptors(linker)?;
    define_paths(linker)?;
    define_path_changes(linker)?;
    define_missing(linker)
}

fn define_process(linker: &mut Linker<State>) -> Result<(), Error> {
    let nothing: &[Vec<u8>] = &[];
    linker.func_wrap(MODULE, "args_get", |_: Guest<'_>, _: u32, _: u32| -> i32 {
        0
    })?;
    linker.func_wrap(
        MODULE,
        "args_sizes_get",
        move |c: Guest<'_>, n: u32, size: u32| {
            serve(c, |m, _| process::write_sizes(m, nothing, (n, size)))
        },
    )?;
    linker.func_wrap(
        MODULE,
        "environ_get",
        |c: Guest<'_>, places: u32, at: u32| {
            serve(c, |m, s| {
                process::write_texts(m, &s.environment, (places, at))
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "environ_sizes_get",
        |c: Guest<'_>, n: u32, size: u32| {
            serve(c, |m, s| process::write_sizes(m, &s.environment, (n, size)))
        },
    )?;
    linker.func_wrap(MODULE, "clock_res_get", |c: Guest<'_>, _: u32, at: u32| {
        serve(c, |m, _| m.write_u64(at, 1000))
    })?;
    linker.func_wrap(
        MODULE,
        "clock_time_get",
        |c: Guest<'_>, clock: u32, _: u64, at: u32| serve(c, |m, s| process::time(m, s, clock, at)),
    )?;
    linker.func_wrap(
        MODULE,
        "random_get",
        |c: Guest<'_>, at: u32, length: u32| serve(c, |m, s| process::random(m, s, at, length)),
    )?;
    linker.func_wrap(
        MODULE,
        "poll_oneoff",
        |c: Guest<'_>, from: u32, to: u32, count: u32, happened: u32| {
            serve(c, |m, s| poll::poll(m, s, (from, to), count, happened))
        },
    )?;
    linker.func_wrap(MODULE, "sched_yield", |_: Guest<'_>| -> i32 { 0 })?;
    linker.func_wrap(
        MODULE,
        "proc_exit",
        |_: Guest<'_>, code: i32| -> Result<(), Error> { Err(Error::i32_exit(code)) },
    )?;
    Ok(())
}

fn define_streams(linker: &mut Linker<State>) -> Result<(), Error> {
    linker.func_wrap(
        MODULE,
        "fd_read",
        |c: Guest<'_>, fd: u32, v: u32, n: u32, done: u32| {
            serve(c, |m, s| {
                streams::read(m, s, (fd, v, n), Place::Current, done)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_pread",
        |c: Guest<'_>, fd: u32, v: u32, n: u32, at: u64, done: u32| {
            serve(c, |m, s| {
                streams::read(m, s, (fd, v, n), Place::At(at), done)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_write",
        |c: Guest<'_>, fd: u32, v: u32, n: u32, done: u32| {
            serve(c, |m, s| {
                streams::write(m, s, (fd, v, n), Place::Current, done)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_pwrite",
        |c: Guest<'_>, fd: u32, v: u32, n: u32, at: u64, done: u32| {
            serve(c, |m, s| {
                streams::write(m, s, (fd, v, n), Place::At(at), done)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_seek",
        |c: Guest<'_>, fd: u32, offset: i64, whence: u32, at: u32| {
            serve(c, |m, s| streams::seek(m, s, (fd, offset, whence), at))
        },
    )?;
    linker.func_wrap(MODULE, "fd_tell", |c: Guest<'_>, fd: u32, at: u32| {
        serve(c, |m, s| streams::seek(m, s, (fd, 0, 1), at))
    })?;
    linker.func_wrap(
        MODULE,
        "fd_readdir",
        |c: Guest<'_>, fd: u32, at: u32, length: u32, cookie: u64, used: u32| {
            serve(c, |m, s| {
                streams::read_folder(m, s, (fd, at, length), cookie, used)
            })
        },
    )?;
    Ok(())
}

fn define_descriptors(linker: &mut Linker<State>) -> Result<(), Error> {
    linker.func_wrap(MODULE, "fd_close", |c: Guest<'_>, fd: u32| {
        serve(c, |_, s| s.descriptors.close(fd))
    })?;
    linker.func_wrap(MODULE, "fd_renumber", |c: Guest<'_>, from: u32, to: u32| {
        serve(c, |_, s| s.descriptors.renumber(from, to))
    })?;
    linker.func_wrap(MODULE, "fd_fdstat_get", |c: Guest<'_>, fd: u32, at: u32| {
        serve(c, |m, s| streams::status(m, s, fd, at))
    })?;
    linker.func_wrap(
        MODULE,
        "fd_fdstat_set_flags",
        |c: Guest<'_>, fd: u32, flags: u32| serve(c, |_, s| streams::set_flags(s, fd, flags)),
    )?;
    linker.func_wrap(
        MODULE,
        "fd_filestat_get",
        |c: Guest<'_>, fd: u32, at: u32| serve(c, |m, s| streams::file_status(m, s, fd, at)),
    )?;
    linker.func_wrap(
        MODULE,
        "fd_filestat_set_size",
        |c: Guest<'_>, fd: u32, size: u64| serve(c, |_, s| streams::set_size(s, fd, size)),
    )?;
    linker.func_wrap(
        MODULE,
        "fd_prestat_get",
        |c: Guest<'_>, fd: u32, at: u32| serve(c, |m, s| streams::preopened(m, s, fd, at)),
    )?;
    linker.func_wrap(
        MODULE,
        "fd_prestat_dir_name",
        |c: Guest<'_>, fd: u32, at: u32, length: u32| {
            serve(c, |m, s| streams::preopened_name(m, s, fd, (at, length)))
        },
    )?;
    for name in ["fd_datasync", "fd_sync"] {
        linker.func_wrap(MODULE, name, |c: Guest<'_>, fd: u32| {
            serve(c, |_, s| s.descriptors.get(fd).map(drop))
        })?;
    }
    linker.func_wrap(
        MODULE,
        "fd_fdstat_set_rights",
        |c: Guest<'_>, fd: u32, _: u64, _: u64| serve(c, |_, s| s.descriptors.get(fd).map(drop)),
    )?;
    linker.func_wrap(
        MODULE,
        "fd_advise",
        |c: Guest<'_>, fd: u32, _: u64, _: u64, _: u32| {
            serve(c, |_, s| s.descriptors.get(fd).map(drop))
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_filestat_set_times",
        |c: Guest<'_>, fd: u32, _: u64, _: u64, _: u32| {
            serve(c, |_, s| s.descriptors.get(fd).map(drop))
        },
    )?;
    Ok(())
}

fn define_paths(linker: &mut Linker<State>) -> Result<(), Error> {
    #[expect(clippy::too_many_arguments, reason = "WASI's function has them")]
    fn path_open(
        caller: Guest<'_>,
        folder: u32,
        _: u32,
        path: u32,
        length: u32,
        creates: u32,
        _: u64,
        _: u64,
        flags: u32,
        at: u32,
    ) -> Answer {
        let opening = Opening {
            folder,
            path: (path, length),
            creates,
            flags,
        };
        serve(caller, |m, s| streams::open(m, s, &opening, at))
    }
    linker.func_wrap(MODULE, "path_open", path_open)?;
    linker.func_wrap(
        MODULE,
        "path_filestat_get",
        |c: Guest<'_>, folder: u32, _: u32, path: u32, length: u32, at: u32| {
            serve(c, |m, s| {
                streams::path_status(m, s, folder, (path, length), at)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_filestat_set_times",
        |c: Guest<'_>, folder: u32, _: u32, path: u32, length: u32, _: u64, _: u64, _: u32| {
            serve(c, |m, s| {
                let path = streams::path(m, s, folder, (path, length))?;
                s.descriptors.files.get(&path).map(drop)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_readlink",
        |c: Guest<'_>, folder: u32, path: u32, length: u32, _: u32, _: u32, _: u32| {
            serve(c, |m, s| {
                let path = streams::path(m, s, folder, (path, length))?;
                // There are no links.
                s.descriptors.files.get(&path)?;
                Err(Errno::Invalid)
            })
        },
    )?;
    Ok(())
}

fn define_path_changes(linker: &mut Linker<State>) -> Result<(), Error> {
    linker.func_wrap(
        MODULE,
        "path_create_directory",
        |c: Guest<'_>, folder: u32, path: u32, length: u32| {
            serve(c, |m, s| {
                let path = streams::path(m, s, folder, (path, length))?;
                s.descriptors.files.create(&path, Entry::Folder)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_remove_directory",
        |c: Guest<'_>, folder: u32, path: u32, length: u32| {
            serve(c, |m, s| {
                let path = streams::path(m, s, folder, (path, length))?;
                s.descriptors.files.remove_folder(&path)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_unlink_file",
        |c: Guest<'_>, folder: u32, path: u32, length: u32| {
            serve(c, |m, s| {
                let path = streams::path(m, s, folder, (path, length))?;
                s.descriptors.files.remove_file(&path)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_rename",
        |c: Guest<'_>, folder: u32, path: u32, length: u32, to: u32, at: u32, size: u32| {
            serve(c, |m, s| {
                let from = streams::path(m, s, folder, (path, length))?;
                let to = streams::path(m, s, to, (at, size))?;
                s.descriptors.files.rename(&from, &to)
            })
        },
    )?;
    Ok(())
}

/// What there is not: links, sockets, signals.
fn define_missing(linker: &mut Linker<State>) -> Result<(), Error> {
    const UNKNOWN: fn() -> i32 = || Errno::NotThere.number();
    const REFUSED: fn() -> i32 = || Errno::NotSupported.number();
    linker.func_wrap(MODULE, "fd_allocate", |_: u32, _: u64, _: u64| REFUSED())?;
    linker.func_wrap(
        MODULE,
        "path_link",
        |_: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32| REFUSED(),
    )?;
    linker.func_wrap(
        MODULE,
        "path_symlink",
        |_: u32, _: u32, _: u32, _: u32, _: u32| REFUSED(),
    )?;
    linker.func_wrap(MODULE, "proc_raise", |_: u32| UNKNOWN())?;
    linker.func_wrap(MODULE, "sock_accept", |_: u32, _: u32, _: u32| UNKNOWN())?;
    linker.func_wrap(
        MODULE,
        "sock_recv",
        |_: u32, _: u32, _: u32, _: u32, _: u32, _: u32| UNKNOWN(),
    )?;
    linker.func_wrap(
        MODULE,
        "sock_send",
        |_: u32, _: u32, _: u32, _: u32, _: u32| UNKNOWN(),
    )?;
    linker.func_wrap(MODULE, "sock_shutdown", |_: u32, _: u32| UNKNOWN())?;
    Ok(())
}

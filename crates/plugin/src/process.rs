//! Running programs, with the errors Go gives.

use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::PluginError;
use crate::error::system_text;
use crate::expand::Variables;
use crate::platform::Prepared;

/// How much of what a plugin prints is kept, in bytes.
pub const MAX_OUTPUT: usize = 256 * 1024 * 1024;

/// Where what a program prints goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streams {
    /// To the streams of this process, and it reads this process's standard input.
    Shared,
    /// To the caller; its standard input is empty.
    Captured,
}

/// What a program printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// On standard output.
    pub stdout: Vec<u8>,
    /// On standard error.
    pub stderr: Vec<u8>,
}

/// What comes of a program.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) printed: Printed,
}

impl Ended {
    /// The code, 255 where a signal ended the program.
    pub(crate) fn code(&self) -> u8 {
        let code = self.status.code().unwrap_or(-1);
        code.to_le_bytes()[0]
    }
}

/// The streams of a program that is to be run.
#[derive(Debug)]
pub(crate) struct Pipes<'a> {
    /// What it reads; `None` is the standard input of this process.
    pub(crate) input: Option<&'a [u8]>,
    pub(crate) stdout: Streams,
    pub(crate) stderr: Streams,
}

impl Pipes<'_> {
    pub(crate) fn of(streams: Streams) -> Self {
        Self {
            input: match streams {
                Streams::Shared => None,
                Streams::Captured => Some(&[]),
            },
            stdout: streams,
            stderr: streams,
        }
    }
}

/// Runs a program to its end.
///
/// # Errors
/// [`PluginError::Start`], [`PluginError::TooMuch`].
pub(crate) fn run(
    name: &str,
    prepared: &Prepared,
    variables: &Variables,
    pipes: &Pipes<'_>,
) -> Result<Ended, PluginError> {
    let program = look_up(&prepared.program, variables)?;
    let stdio = |streams| match streams {
        Streams::Shared => Stdio::inherit(),
        Streams::Captured => Stdio::piped(),
    };
    let mut child = Command::new(&program)
        .args(&prepared.arguments)
        .env_clear()
        .envs(variables)
        .stdin(match pipes.input {
            None => Stdio::inherit(),
            Some([]) => Stdio::null(),
            Some(_) => Stdio::piped(),
        })
        .stdout(stdio(pipes.stdout))
        .stderr(stdio(pipes.stderr))
        .spawn()
        .map_err(|error| start_error(&program, &error))?;
    let printed = converse(&mut child, pipes.input.unwrap_or_default());
    let too_much = printed.stdout.len() > MAX_OUTPUT || printed.stderr.len() > MAX_OUTPUT;
    if too_much {
        // It may be gone already; it is not waited for any longer.
        drop(child.kill());
    }
    let status = child
        .wait()
        .map_err(|error| PluginError::Start(system_text(&error)))?;
    if too_much {
        return Err(PluginError::TooMuch {
            name: name.to_owned(),
            limit: MAX_OUTPUT,
        });
    }
    Ok(Ended { status, printed })
}

/// Feeds a program and reads what it prints, all at once, so that no pipe fills up.
fn converse(child: &mut Child, input: &[u8]) -> Printed {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A program may end without having read everything.
                drop(stdin.write_all(input));
            }
        });
        let errors = scope.spawn(move || read_all(stderr));
        let stdout = read_all(stdout);
        Printed {
            stdout,
            stderr: errors.join().unwrap_or_default(),
        }
    })
}

fn read_all(stream: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        // What was read before an error counts.
        drop(stream.take(MAX_OUTPUT as u64 + 1).read_to_end(&mut bytes));
    }
    bytes
}

/// The file of a program: the path itself, or where the search path has it.
fn look_up(program: &str, variables: &Variables) -> Result<PathBuf, PluginError> {
    if program.contains('/') || cfg!(windows) {
        return Ok(program.into());
    }
    let folders = variables
        .get("PATH")
        .map(String::as_str)
        .unwrap_or_default();
    std::env::split_paths(folders)
        .map(|folder| folder.join(program))
        .find(|path| is_executable(path))
        .ok_or_else(|| {
            PluginError::Start(format!(
                "exec: {}: executable file not found in $PATH",
                crate::error::quote(program)
            ))
        })
}

#[cfg(unix)]
pub(crate) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(crate) fn is_executable(path: &Path) -> bool {
    path.is_file()
}

fn start_error(program: &Path, error: &std::io::Error) -> PluginError {
    let cause = match error.kind() {
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        _ => system_text(error),
    };
    PluginError::Start(format!("fork/exec {}: {cause}", program.display()))
}

//! The two output streams. Standard output is data and is written in large pieces; standard error is talk.

use std::io::{BufWriter, ErrorKind as IoErrorKind, Write};

use crate::error::{CliError, ErrorKind};
use crate::log::{Level, log_line};

/// Bytes gathered before standard output is written.
const BUFFER: usize = 64 * 1024;

/// How much one message may say: what charts make errors say has no bound.
const MOST_TALK: usize = 256 * 1024;

/// Writes to the two streams, in the order of the calls.
pub struct Printer<'a> {
    stdout: BufWriter<Box<dyn Write + 'a>>,
    stderr: Box<dyn Write + 'a>,
    debug: bool,
}

impl std::fmt::Debug for Printer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer")
            .field("debug", &self.debug)
            .finish_non_exhaustive()
    }
}

impl<'a> Printer<'a> {
    /// A printer over these streams.
    pub fn new(stdout: Box<dyn Write + 'a>, stderr: Box<dyn Write + 'a>) -> Self {
        Self {
            stdout: BufWriter::with_capacity(BUFFER, stdout),
            stderr,
            debug: false,
        }
    }

    /// Shows lines of the lowest level too, or does not.
    pub fn set_debug(&mut self, debug: bool) {
        self.debug = debug;
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// When it cannot be written; a closed pipe has its own kind.
    pub fn data(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), CliError> {
        self.stdout.write_all(bytes.as_ref()).map_err(write_error)
    }

    /// Writes what is gathered of standard output.
    ///
    /// # Errors
    /// When it cannot be written; a closed pipe has its own kind.
    pub fn flush(&mut self) -> Result<(), CliError> {
        self.stdout.flush().map_err(write_error)
    }

    /// Writes to standard error, after what is gathered of standard output.
    pub fn talk(&mut self, text: &str) {
        // Nobody can be told that the stream for telling is closed; a closed standard output fails the next write.
        let _stdout_result = self.stdout.flush();
        let said = &text[..text.floor_char_boundary(MOST_TALK)];
        let _stderr_result = self.stderr.write_all(said.as_bytes());
        if said.len() < text.len() {
            let rest = format!("\n[{} more bytes]\n", text.len() - said.len());
            let _stderr_result = self.stderr.write_all(rest.as_bytes());
        }
    }

    /// Writes a line of the log.
    pub fn log(&mut self, level: Level, message: &str, attributes: &[(&str, &str)]) {
        if level > Level::Debug || self.debug {
            self.talk(&log_line(level, message, attributes));
        }
    }
}

fn write_error(error: std::io::Error) -> CliError {
    let closed = error.kind() == IoErrorKind::BrokenPipe;
    let mut failure = CliError::from(error);
    if closed {
        failure.kind = ErrorKind::BrokenPipe;
    }
    failure
}

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use crate::paths::go_error;

/// How large a file of values may be: what `-f`, `--set-file` and the standard input give.
const MAX_FILE: u64 = 32 << 20;

/// How long to wait for somebody to write to a named pipe.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads a file, which can be a device or a pipe without an end, or the standard input for `-`.
///
/// # Errors
/// Go's text, or that the file is too large.
pub(crate) fn read_bounded(name: &str) -> Result<Vec<u8>, String> {
    if name == "-" {
        return read_all(&mut io::stdin().lock(), "standard input")
            .map_err(|error| error.to_string());
    }
    let mut file = open(name).map_err(|error| go_error("open", name, &error))?;
    match read_all(&mut file, name) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(error.to_string()),
        Err(error) => Err(go_error("read", name, &error)),
    }
}

fn read_all(from: &mut dyn Read, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        let text = format!(
            "{name} is larger than the limit of {} MiB for values",
            MAX_FILE >> 20
        );
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// Opening a pipe that nobody writes to would wait for ever.
#[cfg(unix)]
fn open(name: &str) -> io::Result<File> {
    use std::os::unix::fs::FileTypeExt as _;

    if !std::fs::metadata(name)?.file_type().is_fifo() {
        return File::open(name);
    }
    let (sender, opened) = std::sync::mpsc::channel();
    let path = name.to_owned();
    std::thread::Builder::new().spawn(move || sender.send(File::open(path)))?;
    opened.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let text = "nobody writes to this pipe";
        Err(io::Error::new(io::ErrorKind::TimedOut, text))
    })
}

#[cfg(not(unix))]
fn open(name: &str) -> io::Result<File> {
    File::open(name)
}

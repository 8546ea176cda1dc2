//! Writing documents below `--output-dir`.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Write as _};

use steersman_ops::template::{OutputDocument, WriteMode};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::paths::{dir, go_error};

use super::command::DEBUG_ADVICE;

/// Writes each document to its file and says so.
///
/// # Errors
/// The first file that cannot be written; those before it stay.
pub(super) fn write_documents(
    documents: &[OutputDocument],
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let folder = flags.text("output-dir");
    for document in documents {
        let path = format!("{folder}/{}", document.path);
        if let Err(mut error) = write_document(&path, document) {
            // Helm is still rendering when it writes what is no hook.
            match (document.is_hook, context.settings.debug) {
                (true, _) => {}
                (false, true) => context.printer.data("\n")?,
                (false, false) => error.message.push_str(DEBUG_ADVICE),
            }
            return Err(error);
        }
        context.printer.data(format!("wrote {path}\n"))?;
    }
    Ok(())
}

/// Makes a folder and those on the way to it; the error names the one that failed.
fn make_folder(path: &str) -> Result<(), CliError> {
    let failed = |operation, error: &Error| CliError::new(go_error(operation, path, error));
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(failed("mkdir", &ErrorKind::NotADirectory.into())),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed("stat", &error)),
        Err(_) => {}
    }
    let parent = dir(path);
    if parent != path {
        make_folder(&parent)?;
    }
    match std::fs::create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(failed("mkdir", &error)),
        _ => Ok(()),
    }
}

fn write_document(path: &str, document: &OutputDocument) -> Result<(), CliError> {
    let failed = |operation: &'static str, path: &str| {
        let path = path.to_owned();
        move |error: Error| CliError::new(go_error(operation, &path, &error))
    };
    make_folder(&dir(path))?;
    let append = match document.mode {
        WriteMode::Truncate => false,
        WriteMode::Append => true,
        WriteMode::AppendIfExists => std::fs::metadata(path).is_ok(),
    };
    let mut options = OpenOptions::new();
    if append {
        options.append(true);
    } else {
        options.write(true).create(true).truncate(true);
    }
    let mut file = options.open(path).map_err(failed("open", path))?;
    let before = file.metadata().map_or(0, |found| found.len());
    file.write_all(&document.bytes).map_err(|error| {
        // No half of a document stays. What cannot be mended is told by the error all the same.
        let _mended = if append {
            file.set_len(before)
        } else {
            std::fs::remove_file(path)
        };
        failed("write", path)(error)
    })
}

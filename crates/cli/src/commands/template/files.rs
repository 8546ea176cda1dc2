//! Writing documents below `--output-dir`.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;

use steersman_ops::template::{OutputDocument, WriteMode};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::paths::{dir, go_error};

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
        write_document(&path, document)?;
        context.printer.data(format!("wrote {path}\n"))?;
    }
    Ok(())
}

fn write_document(path: &str, document: &OutputDocument) -> Result<(), CliError> {
    let failed = |operation: &'static str, path: &str| {
        let path = path.to_owned();
        move |error: std::io::Error| CliError::new(go_error(operation, &path, &error))
    };
    let folder = dir(path);
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    builder.create(&folder).map_err(failed("mkdir", &folder))?;
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
    file.write_all(&document.bytes)
        .map_err(failed("write", path))
}

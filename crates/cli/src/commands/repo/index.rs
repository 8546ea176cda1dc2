//! `repo index`: makes the index of a folder of archives.

use std::path::Path;

use steersman_index::{Index, read_index};
use steersman_repo::generate_index;
use steersman_store::write_atomically;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::paths::{clean, go_error, join};
use crate::sources::log_skipped;
use crate::time::now;

const LONG: &str = "
Writes 'index.yaml' into a folder: a list of the archives of charts in it and in the
folders in it. The folder can then be a chart repository.

URLs in the index are relative to it, or begin with what --url says. With --merge,
what another index has is added; archives in the folder count more than it.
";

const FLAGS: &[Flag] = &[
    Flag::switch("json", "output in JSON format"),
    Flag::text("merge", "merge the generated index into the given index"),
    Flag::text("url", "url of chart repository"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "index [DIR]",
        "generate an index file given a directory containing packaged charts",
        LONG,
    )
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        (Vec::new(), Directive::DEFAULT)
    } else {
        no_more_operands()
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let folder = std::path::absolute(&flags.operands()[0])?;
    let folder = clean(&folder.to_string_lossy());
    let json = flags.switch("json");
    let now = now();
    let mut index = generate_index(Path::new(&folder), flags.text("url"), now, context.dialect)
        .map_err(|error| CliError::from_error(&error))?;
    let merge = flags.text("merge");
    if !merge.is_empty() {
        let other = if fs_err::metadata(merge)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        {
            let other = Index::new(now);
            // Whether that works does not matter to Helm.
            drop(write(&other, Path::new(merge), json));
            other
        } else {
            load(merge, context)?
        };
        index.merge(other);
    }
    index.sort();
    write(&index, Path::new(&join(&[&folder, "index.yaml"])), json)
}

fn load(path: &str, context: &mut Context<'_>) -> Result<Index, CliError> {
    let content = fs_err::read(path).map_err(|error| {
        CliError::new(format!("merge failed: {}", go_error("open", path, &error)))
    })?;
    let read = read_index(&content)
        .map_err(|error| CliError::new(format!("merge failed: error loading {path}: {error}")))?;
    log_skipped(&read.skipped, path, context);
    Ok(read.index)
}

fn write(index: &Index, path: &Path, json: bool) -> Result<(), CliError> {
    let text = if json {
        index.to_json()
    } else {
        index.to_yaml().map_err(CliError::new)?
    };
    write_atomically(path, &text).map_err(|error| CliError::from_error(&error))
}

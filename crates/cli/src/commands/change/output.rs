//! How a release is shown that was changed.

use steersman_names::HelmDialect;
use steersman_release::{Release, View, to_json};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{OutputFormat, document};
use crate::release_output::{Block, status_block};

/// Prints a release in the form that the flags choose.
///
/// # Errors
/// When it cannot be written.
pub(in crate::commands) fn print_release(
    release: &Release,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let format = OutputFormat::of(flags);
    let out = if format == OutputFormat::Table {
        let block = Block {
            shows_all: context.settings.debug,
            hides_notes: flags.switch("hide-notes"),
            ..Block::default()
        };
        status_block(release, &block, context)?.into_bytes()
    } else {
        let view = View {
            as_helm_3: context.dialect == HelmDialect::V3_22,
            ..View::default()
        };
        let json = to_json(release, &view);
        document(json.map_err(|error| CliError::from_error(&error))?, format)?
    };
    context.printer.data(out)
}

//! What `template` says beside its output: values that nothing reads, and where the time goes.

use steersman_diag::Diagnostic;
use steersman_ops::profile::{flame_graph, folded_stacks, profile_table};
use steersman_ops::template::TemplateOutcome;
use steersman_render::{Unused, Watch};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::paths::go_error;
use crate::persona::Persona;
use crate::report::show_diagnostics;
use crate::settings::DiagnosticsMode;

/// What to watch: reads when somebody may be told of values that nothing reads, and the time when it is asked for.
pub(super) fn watch(flags: &Flags, has_values: bool, context: &Context<'_>) -> Watch {
    let told = match context.settings.diagnostics {
        DiagnosticsMode::Auto => context.environment.stderr_terminal,
        DiagnosticsMode::Text | DiagnosticsMode::Json => true,
        DiagnosticsMode::Off => false,
    };
    Watch {
        reads: told && has_values && context.persona == Persona::Steer,
        profile: flags.given("profile"),
    }
}

/// Tells what was seen.
///
/// # Errors
/// The file of the profile cannot be written.
pub(super) fn tell(
    outcome: &TemplateOutcome,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    // What the chart has a default for may well be read with other values.
    let unknown = outcome.unused.iter().filter(|unused| !unused.has_default);
    let warnings: Vec<_> = unknown.map(warning).collect();
    show_diagnostics(&warnings, context);
    let Some(profile) = &outcome.profile else {
        return Ok(());
    };
    let file = flags.text("profile");
    if file != "-" {
        let is_picture = std::path::Path::new(file)
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("svg"));
        let text = if is_picture {
            flame_graph(profile)
        } else {
            folded_stacks(profile)
        };
        steersman_store::write_atomically(file.as_ref(), text.as_bytes())
            .map_err(|error| CliError::new(go_error("write", file, &error.cause)))?;
    }
    context.printer.talk(&profile_table(profile));
    Ok(())
}

fn warning(unused: &Unused) -> Diagnostic {
    let warning = Diagnostic::warning(format!("no template reads the value `{}`", unused.path));
    match &unused.nearest {
        Some(nearest) => warning.hint(format!("did you mean `{nearest}`?")),
        None => warning,
    }
}

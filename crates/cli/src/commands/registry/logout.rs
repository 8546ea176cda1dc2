//! `registry logout`.

use crate::command::{Command, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::registry::{credential_store, registry_error};

const LONG: &str = "
Forgets what was kept to log in to a registry.
";

pub(super) static COMMAND: Command = Command {
    operands: Operands::AtLeast(1),
    complete: Some(super::login::no_completion),
    run: Some(run),
    ..Command::new("logout [host]", "logout from a registry", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let host = &invocation.operands()[0];
    let failed = |error| registry_error(&error);
    let mut store = credential_store(context.settings, context.environment).map_err(failed)?;
    store.delete(host).map_err(|error| {
        let cause = registry_error(&error).message;
        CliError::new(format!(
            "failed to delete the credential for {host}: {cause}"
        ))
    })?;
    context
        .printer
        .data(format!("Removing login credentials for {host}\n"))
}

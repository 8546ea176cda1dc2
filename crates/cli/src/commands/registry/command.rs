//! `registry`: logging in to registries and out of them.

use crate::command::{Command, Operands};

const LONG: &str = "
Logs in to registries and out of them. What is needed to log in is kept where docker
and Helm keep it, in a credential helper or in the file $HELM_REGISTRY_CONFIG.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[&super::login::COMMAND, &super::logout::COMMAND],
    ..Command::new("registry", "login to or logout from a registry", LONG)
};

use crate::command::{Command, Operands};

const LONG: &str = "
Manages plugins: commands, downloaders and post-renderers that are kept in
$HELM_PLUGINS and shared with Helm.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::Any,
    children: &[
        &super::install::COMMAND,
        &super::list::COMMAND,
        &super::package::COMMAND,
        &super::uninstall::COMMAND,
        &super::update::COMMAND,
        &super::verify::COMMAND,
    ],
    ..Command::new("plugin", "install, list, or uninstall Helm plugins", LONG)
};

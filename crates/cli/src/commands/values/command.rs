//! `values`: what there is to know about values. Helm has no such command.

use crate::command::{Command, Operands};

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[&super::explain::COMMAND],
    own: true,
    ..Command::new(
        "values",
        "explain the values of a chart",
        "
Tells where the values of a chart come from and which templates read them.
",
    )
};

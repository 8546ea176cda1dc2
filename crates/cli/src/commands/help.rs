//! `help`: the help of any command.

use crate::command::{Command, Invocation, complete_topic, help_topic};
use crate::context::Context;
use crate::error::CliError;

pub(super) static COMMAND: Command = Command {
    complete: Some(complete_topic),
    run: Some(run),
    ..Command::new(
        "help [command]",
        "Help about any command",
        "Prints the help of a command: {program} help [path to command].",
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let (stdout, stderr) = help_topic(
        context.root,
        context.persona,
        invocation.operands(),
        context.defaults,
    );
    context.printer.data(stdout)?;
    context.printer.talk(&stderr);
    Ok(())
}

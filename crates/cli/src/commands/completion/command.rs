//! `completion`: scripts that teach shells to complete.

use crate::command::{Command, Flag, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::paths::base;

use crate::commands::complete::nothing;

const LONG: &str = "
Prints a script that completes commands, flags and their values in a shell.
";

const BASH: &str = "
Prints the completion script for bash.

For the running shell:

    source <({program} completion bash)

For every new shell, once:

- Linux: {program} completion bash > /etc/bash_completion.d/{program}
- macOS: {program} completion bash > /usr/local/etc/bash_completion.d/{program}
";

const ZSH: &str = "
Prints the completion script for zsh.

For the running shell:

    source <({program} completion zsh)

For every new shell, once:

    {program} completion zsh > \"${fpath[1]}/_{program}\"
";

const FISH: &str = "
Prints the completion script for fish.

For the running shell:

    {program} completion fish | source

For every new shell, once:

    {program} completion fish > ~/.config/fish/completions/{program}.fish
";

const POWERSHELL: &str = "
Prints the completion script for PowerShell.

For the running shell:

    {program} completion powershell | Out-String | Invoke-Expression

For every new shell, put that line into your profile.
";

const FLAGS: &[Flag] = &[Flag::switch(
    "no-descriptions",
    "disable completion descriptions",
)];

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[
        &BASH_COMMAND,
        &FISH_COMMAND,
        &POWERSHELL_COMMAND,
        &ZSH_COMMAND,
    ],
    ..Command::new(
        "completion",
        "generate autocompletion scripts for the specified shell",
        LONG,
    )
};

const SHELL: Command = Command {
    flags: &[FLAGS],
    operands: Operands::None,
    complete: Some(nothing),
    run: Some(run),
    ..Command::new("", "", "")
};

static BASH_COMMAND: Command = Command {
    usage: "bash",
    short: "generate autocompletion script for bash",
    long: BASH,
    ..SHELL
};

static ZSH_COMMAND: Command = Command {
    usage: "zsh",
    short: "generate autocompletion script for zsh",
    long: ZSH,
    ..SHELL
};

static FISH_COMMAND: Command = Command {
    usage: "fish",
    short: "generate autocompletion script for fish",
    long: FISH,
    ..SHELL
};

static POWERSHELL_COMMAND: Command = Command {
    usage: "powershell",
    short: "generate autocompletion script for powershell",
    long: POWERSHELL,
    ..SHELL
};

/// The script for bash.
pub(in crate::commands) fn bash_script(program: &str) -> String {
    fill(include_str!("bash.sh"), program, "__complete")
}

fn fill(script: &str, program: &str, request: &str) -> String {
    script
        .replace("@PROGRAM@", program)
        .replace("@REQUEST@", request)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let program = context.persona.program();
    let called = base(&context.environment.program);
    let renamed = (called != program).then_some(called);
    let (script, hook) = match invocation.path.command().name() {
        "bash" => (
            include_str!("bash.sh"),
            renamed.map(|name| format!("complete -o default -F __start_{program} {name}\n")),
        ),
        "zsh" => {
            let hook = renamed.map(|name| format!("compdef _{program} {name}\n"));
            let own = format!("compdef _{program} {program}");
            (
                include_str!("zsh.zsh"),
                Some(hook.unwrap_or_default() + &own),
            )
        }
        "fish" => (include_str!("fish.fish"), None),
        _ => (include_str!("powershell.ps1"), None),
    };
    let request = if invocation.flags.switch("no-descriptions") {
        "__completeNoDesc"
    } else {
        "__complete"
    };
    let script = fill(script, program, request);
    context.printer.data(script + &hook.unwrap_or_default())
}

//! Which command of a plugin is the one for this machine.

use crate::PluginError;
use crate::expand::{Variables, expand};

/// A command for an operating system and a processor, or for any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlatformCommand {
    /// Go's name of the operating system; nothing stands for any.
    pub os: String,
    /// Go's name of the processor; nothing stands for any.
    pub arch: String,
    /// The program, and arguments with single spaces between them.
    pub command: String,
    /// More arguments.
    pub args: Vec<String>,
}

/// A program with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub(crate) program: String,
    pub(crate) arguments: Vec<String>,
}

/// Whether variables in arguments are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    Expanded,
    AsWritten,
}

/// The command for this machine with its variables replaced.
///
/// # Errors
/// [`PluginError::NoCommand`].
pub(crate) fn prepare(
    commands: &[PlatformCommand],
    arguments: Arguments,
    variables: &Variables,
) -> Result<Prepared, PluginError> {
    let chosen = choose(commands, go_os(), go_arch());
    let words = chosen.map(|chosen| chosen.command.split(' ').collect::<Vec<_>>());
    let (chosen, words) = chosen.zip(words).ok_or(PluginError::NoCommand)?;
    if words[0].is_empty() {
        return Err(PluginError::NoCommand);
    }
    let expanded = |word: &str| match arguments {
        Arguments::Expanded => expand(word, variables),
        Arguments::AsWritten => word.to_owned(),
    };
    let more = chosen.args.iter().map(String::as_str);
    Ok(Prepared {
        program: expand(words[0], variables),
        arguments: words[1..]
            .iter()
            .copied()
            .chain(more)
            .map(expanded)
            .collect(),
    })
}

/// Exactly this machine, else the first for its system, else the first for any.
fn choose<'a>(
    commands: &'a [PlatformCommand],
    os: &str,
    arch: &str,
) -> Option<&'a PlatformCommand> {
    let is = |name: &str, own: &str| name.eq_ignore_ascii_case(own);
    let exact = commands
        .iter()
        .find(|command| is(&command.os, os) && is(&command.arch, arch));
    let open = |command: &&PlatformCommand| command.arch.is_empty();
    exact
        .or_else(|| {
            commands
                .iter()
                .filter(open)
                .find(|command| is(&command.os, os))
        })
        .or_else(|| {
            commands
                .iter()
                .filter(open)
                .find(|command| command.os.is_empty())
        })
}

fn go_os() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    }
}

fn go_arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" => "ppc64le",
        "loongarch64" => "loong64",
        arch => arch,
    }
}

#[cfg(test)]
mod tests {
    use super::{PlatformCommand, choose};

    #[test]
    fn prefers_the_closest_platform() {
        let command = |os: &str, arch: &str, command: &str| PlatformCommand {
            os: os.to_owned(),
            arch: arch.to_owned(),
            command: command.to_owned(),
            args: Vec::new(),
        };
        let all = [
            command("", "", "any"),
            command("", "amd64", "never"),
            command("Linux", "", "system"),
            command("linux", "AMD64", "exact"),
        ];
        let chosen = |os, arch| choose(&all, os, arch).map(|found| found.command.as_str());
        assert_eq!(chosen("linux", "amd64"), Some("exact"));
        assert_eq!(chosen("linux", "arm64"), Some("system"));
        assert_eq!(chosen("darwin", "amd64"), Some("any"));
        assert_eq!(choose(&all[1..2], "linux", "amd64"), None);
    }
}

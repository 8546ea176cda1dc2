//! Words of Helm 2 and 3 that mean nothing any more, and what to use now.

use crate::command::{FlagError, UsageError};
use crate::persona::Persona;

const NO_SERVER: &str = "there is no server part any more: leave it out";

/// Commands by their names.
const COMMANDS: &[(&str, &[&str], &str)] = &[
    ("", &["init"], "nothing has to be set up: leave it out"),
    (
        "",
        &["reset"],
        "there is no server part that could be removed",
    ),
    (
        "",
        &["serve"],
        "`steer serve` serves a folder of charts, and so can any web server",
    ),
    ("", &["home"], "use `{program} env`"),
];

/// Flags by the command that had them, or by no command when it does not matter.
const FLAGS: &[(&str, &[&str], &str)] = &[
    (
        "template",
        &["name"],
        "the name is an operand now: `{program} template NAME CHART`",
    ),
    ("template", &["x", "execute"], "use `--show-only PATH`"),
    (
        "template",
        &["notes"],
        "notes are not part of what `template` prints",
    ),
    (
        "",
        &["purge"],
        "`uninstall` removes the history, unless `--keep-history` is given",
    ),
    (
        "package",
        &["save"],
        "packages are not copied anywhere but to `--destination`",
    ),
    (
        "",
        &["home"],
        "set HELM_CACHE_HOME, HELM_CONFIG_HOME and HELM_DATA_HOME",
    ),
    (
        "",
        &[
            "client-only",
            "host",
            "service-account",
            "tiller-connection-timeout",
            "tiller-namespace",
            "tls",
            "tls-ca-cert",
            "tls-cert",
            "tls-hostname",
            "tls-key",
            "tls-verify",
        ],
        NO_SERVER,
    ),
    (
        "version",
        &["client", "c"],
        "there is only a client: leave it out",
    ),
];

/// What to do instead of what the user asked for, when it is a thing of the past.
pub(crate) fn advice(command: &str, error: &UsageError, persona: Persona) -> Option<String> {
    let letter;
    let (table, word) = match error {
        UsageError::UnknownCommand { word, .. } => (COMMANDS, word.as_str()),
        UsageError::Flag(FlagError::Unknown { name }) => (FLAGS, name.as_str()),
        UsageError::Flag(FlagError::UnknownShort { letter: short, .. }) => {
            letter = short.to_string();
            (FLAGS, letter.as_str())
        }
        _ => return None,
    };
    let fits = |(of, words, _): &&(&str, &[&str], &str)| {
        (of.is_empty() || *of == command) && words.contains(&word)
    };
    let (_, _, advice) = table.iter().find(fits)?;
    Some(persona.fill(advice).into_owned())
}

/// What to do instead of naming an operand that is no command of a group.
pub(crate) fn group_advice(words: &str, stranger: &str, persona: Persona) -> Option<String> {
    let program = persona.program();
    if words == format!("{program} show") {
        return Some(format!(
            "to show everything of a chart use `{words} all {stranger}`"
        ));
    }
    (persona == Persona::Steer).then(|| format!("`{stranger}` is no command of `{words}`"))
}

//! What surrounds the process, read once.

use std::collections::BTreeMap;

use crate::command::parse_bool;
use crate::persona::Persona;
use crate::watch::ProcessWatch;

/// Environment variables, the program's own name and what the streams are connected to.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    /// The program as it was called.
    pub program: String,
    /// The process, when it has no other work than this run, so that its time and memory are those of the run.
    pub(crate) process: Option<ProcessWatch>,
    /// Standard output is a terminal.
    pub stdout_terminal: bool,
    /// Standard error is a terminal.
    pub stderr_terminal: bool,
}

impl Environment {
    /// An environment of these variables.
    pub fn new<K: Into<String>, V: Into<String>>(
        program: &str,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self {
            variables: variables
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            program: program.into(),
            process: None,
            stdout_terminal: false,
            stderr_terminal: false,
        }
    }

    /// The variable, if it is set, even to nothing.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The variable, if it is set to something.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// All variables.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// The home folder, or nothing.
    pub fn home(&self) -> &str {
        self.get(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
            .unwrap_or_default()
    }

    /// Whether remarks among completions are switched off.
    pub(crate) fn active_help_off(&self, persona: Persona) -> bool {
        let own = format!("{}_ACTIVE_HELP", persona.program().to_uppercase());
        [own.as_str(), "HELM_ACTIVE_HELP", "COBRA_ACTIVE_HELP"]
            .iter()
            .any(|name| self.get(name) == Some("0"))
    }

    /// Whether descriptions of completions are switched off.
    pub(crate) fn descriptions_off(&self, persona: Persona) -> bool {
        let own = format!(
            "{}_COMPLETION_DESCRIPTIONS",
            persona.program().to_uppercase()
        );
        let names = [
            own.as_str(),
            "HELM_COMPLETION_DESCRIPTIONS",
            "COBRA_COMPLETION_DESCRIPTIONS",
        ];
        let value = names.iter().find_map(|name| self.filled(name));
        value.is_some_and(|value| parse_bool(value) == Ok(false))
    }
}

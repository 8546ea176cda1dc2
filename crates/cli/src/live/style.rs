//! In which way it is told what happens.

use crate::environment::Environment;

/// In which way it is told what is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventStyle {
    /// A picture on the terminal that changes.
    Tree,
    /// A line for each change.
    Lines,
    /// A JSON object for each event.
    Json,
    /// Not at all.
    Silent,
}

impl EventStyle {
    /// What suits standard error.
    pub(crate) fn automatic(environment: &Environment) -> Self {
        let is_plain = environment.get("TERM").is_none_or(|term| term == "dumb");
        if environment.stderr_terminal && !is_plain {
            Self::Tree
        } else {
            Self::Lines
        }
    }

    /// The style of that name.
    pub(crate) fn of(name: &str, environment: &Environment) -> Option<Self> {
        match name {
            "auto" => Some(Self::automatic(environment)),
            "tree" => Some(Self::Tree),
            "lines" => Some(Self::Lines),
            "json" => Some(Self::Json),
            "none" => Some(Self::Silent),
            _ => None,
        }
    }
}

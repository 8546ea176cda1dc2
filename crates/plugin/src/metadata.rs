//! What a plugin says about itself, whatever the form of its `plugin.yaml`.

use std::collections::BTreeMap;

use crate::{Extism, PlatformCommand};

/// The definition of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// `legacy` for the form of Helm 3, `v1` for that of Helm 4.
    pub api_version: String,
    /// The name, of letters, digits, `_` and `-`.
    pub name: String,
    /// The version, which old plugins may not have.
    pub version: String,
    /// Where it comes from, or nothing.
    pub source_url: String,
    /// What it is for.
    pub kind: Kind,
    /// How it runs.
    pub runtime: Runtime,
}

/// What a plugin is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A command (`cli/v1`).
    Command(CommandTexts),
    /// Fetches what URLs of these schemes name (`getter/v1`).
    Getter(Vec<String>),
    /// Changes manifests (`postrenderer/v1`).
    PostRenderer,
    /// A kind Helm keeps for its own tests (`test/v1`).
    Test,
}

impl Kind {
    /// The name of the kind.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Command(_) => "cli/v1",
            Self::Getter(_) => "getter/v1",
            Self::PostRenderer => "postrenderer/v1",
            Self::Test => "test/v1",
        }
    }
}

/// What help says of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandTexts {
    /// The line of usage, beginning with the name; nothing stands for the name alone.
    pub usage: String,
    /// One line.
    pub short: String,
    /// Several lines.
    pub long: String,
    /// Whether arguments are kept from it.
    pub ignores_flags: bool,
}

/// How a plugin runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// As programs.
    Subprocess(Subprocess),
    /// As WebAssembly in the form of Extism.
    Extism(Extism),
}

/// The programs of a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subprocess {
    /// The main one.
    pub commands: Vec<PlatformCommand>,
    /// Those for what happens to the plugin itself: `install`, `update`, `delete`.
    pub hooks: BTreeMap<String, Vec<PlatformCommand>>,
    /// Whether variables in arguments of hooks are replaced.
    pub expands_hooks: bool,
    /// Those that fetch, with their schemes.
    pub downloaders: Vec<(Vec<String>, Vec<PlatformCommand>)>,
}

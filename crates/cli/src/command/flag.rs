//! What a flag is: its name, its type and its default, as data.

use crate::settings::Settings;

/// The type of a flag, which decides how its text is read and how help shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagKind {
    /// `true` or `false`; present without a value it is true.
    Bool,
    /// Any text.
    Text,
    /// A signed number of 64 bits.
    Int,
    /// An unsigned number of 64 bits.
    Uint,
    /// A floating-point number of 32 bits.
    Float32,
    /// A length of time such as `5m0s`.
    Duration,
    /// Many texts; each use of the flag is a CSV record.
    Strings,
    /// Many texts; each use of the flag is one text, commas and all.
    StringArray,
    /// `key=value` pairs, a CSV record for each use.
    Pairs,
    /// How to wait for resources.
    WaitStrategy,
    /// The form of an output: `table`, `json` or `yaml`.
    OutputFormat,
    /// The name of a post-renderer, which can be given once.
    PostRenderer,
    /// Arguments of the post-renderer, one for each use.
    PostRendererArgs,
    /// A switch of the logging library, whose errors say less.
    LogSwitch,
}

impl FlagKind {
    /// The word that stands for the value in help, empty for switches.
    pub(super) fn placeholder(self) -> &'static str {
        match self {
            Self::Bool | Self::LogSwitch => "",
            Self::Text => "string",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Float32 => "float32",
            Self::Duration => "duration",
            Self::Strings => "strings",
            Self::StringArray => "stringArray",
            Self::Pairs => "stringToString",
            Self::WaitStrategy => "WaitStrategy",
            Self::OutputFormat => "format",
            Self::PostRenderer => "postRendererString",
            Self::PostRendererArgs => "postRendererArgsSlice",
        }
    }

    /// Whether the flag is worth giving more than once.
    pub(super) fn repeats(self) -> bool {
        matches!(
            self,
            Self::Strings | Self::StringArray | Self::Pairs | Self::PostRendererArgs
        )
    }

    /// The default when the definition names none.
    fn zero(self) -> &'static str {
        match self {
            Self::Bool | Self::LogSwitch => "false",
            Self::Int | Self::Uint | Self::Float32 => "0",
            Self::Duration => "0s",
            Self::Strings | Self::StringArray | Self::Pairs | Self::PostRendererArgs => "[]",
            Self::Text | Self::WaitStrategy | Self::OutputFormat | Self::PostRenderer => "",
        }
    }

    /// Whether help leaves out this default because it says nothing.
    fn hides(self, default: &str) -> bool {
        match self {
            Self::Pairs | Self::PostRendererArgs => false,
            Self::WaitStrategy | Self::OutputFormat | Self::PostRenderer => {
                matches!(default, "" | "0" | "false")
            }
            _ => default == self.zero(),
        }
    }
}

/// Where the value of a flag comes from when the command line does not give it.
#[derive(Debug, Clone, Copy)]
pub enum FlagDefault {
    /// The zero of the type.
    Zero,
    /// A fixed text.
    Text(&'static str),
    /// A setting that the environment can change.
    Setting(fn(&Settings) -> String),
}

/// What a completion function answers: candidates (`value` or `value TAB description`) and what the shell does next.
pub type Candidates = (Vec<String>, super::Directive);

/// Completes the value of a flag, given the operands so far and the text to complete.
pub type FlagCompleter = fn(&super::CompletionRequest<'_>) -> Candidates;

/// The definition of one flag.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// The long name, without dashes.
    pub name: &'static str,
    /// The one-letter name.
    pub short: Option<char>,
    /// The type.
    pub kind: FlagKind,
    /// The default.
    pub default: FlagDefault,
    /// The value that stands for the flag given without one, where that is allowed.
    pub bare: Option<&'static str>,
    /// The line of help. `{program}` and `{product}` stand for the names the program goes by.
    pub usage: &'static str,
    /// Why not to use it any more, and what to use: printed when it is used.
    pub deprecated: Option<&'static str>,
    /// Left out of help and completion.
    pub hidden: bool,
    /// Exists only when the program goes by its own name.
    pub own: bool,
    /// Completes its value.
    pub complete: Option<FlagCompleter>,
}

impl Flag {
    /// A flag of this kind with the zero default.
    pub const fn new(name: &'static str, kind: FlagKind, usage: &'static str) -> Self {
        let bare = match kind {
            FlagKind::Bool | FlagKind::LogSwitch => Some("true"),
            _ => None,
        };
        Self {
            name,
            short: None,
            kind,
            default: FlagDefault::Zero,
            bare,
            usage,
            deprecated: None,
            hidden: false,
            own: false,
            complete: None,
        }
    }

    /// A switch.
    pub const fn switch(name: &'static str, usage: &'static str) -> Self {
        Self::new(name, FlagKind::Bool, usage)
    }

    /// A flag with a text.
    pub const fn text(name: &'static str, usage: &'static str) -> Self {
        Self::new(name, FlagKind::Text, usage)
    }

    /// With this one-letter name.
    #[must_use]
    pub const fn short(mut self, letter: char) -> Self {
        self.short = Some(letter);
        self
    }

    /// With this fixed default.
    #[must_use]
    pub const fn or(mut self, text: &'static str) -> Self {
        self.default = FlagDefault::Text(text);
        self
    }

    /// With a default that the settings hold.
    #[must_use]
    pub const fn setting(mut self, read: fn(&Settings) -> String) -> Self {
        self.default = FlagDefault::Setting(read);
        self
    }

    /// Standing for `value` when given without one.
    #[must_use]
    pub const fn bare(mut self, value: &'static str) -> Self {
        self.bare = Some(value);
        self
    }

    /// Left out of help and completion.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Existing only when the program goes by its own name.
    #[must_use]
    pub const fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// Deprecated (and so hidden): `instead` follows `has been deprecated, `.
    #[must_use]
    pub const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self.hidden = true;
        self
    }

    /// With this completion of values.
    #[must_use]
    pub const fn complete(mut self, complete: FlagCompleter) -> Self {
        self.complete = Some(complete);
        self
    }

    /// The default as text, given the settings of the environment.
    pub(super) fn default_text(&self, settings: &Settings) -> String {
        match self.default {
            FlagDefault::Zero => self.kind.zero().into(),
            FlagDefault::Text(text) => text.into(),
            FlagDefault::Setting(read) => read(settings),
        }
    }

    /// The remark on the default that ends the line of help, if there is one.
    pub(super) fn default_remark(&self, settings: &Settings) -> Option<String> {
        let default = self.default_text(settings);
        if self.kind.hides(&default) {
            return None;
        }
        Some(match self.kind {
            FlagKind::Text => format!(" (default {})", super::quote(&default)),
            _ => format!(" (default {default})"),
        })
    }

    /// How an error names the flag.
    pub(super) fn display(&self) -> String {
        match self.short {
            Some(letter) => format!("-{letter}, --{}", self.name),
            None => format!("--{}", self.name),
        }
    }
}

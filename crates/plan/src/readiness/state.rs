use std::fmt;

/// How an object stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadyState {
    /// It is what it is to be.
    Current,
    /// It is becoming that.
    InProgress,
    /// It will not become that by itself.
    Failed,
    /// It is being deleted.
    Terminating,
    /// It does not exist.
    NotFound,
    /// Nothing is known of it yet.
    #[default]
    Unknown,
}

impl ReadyState {
    /// The word in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "Current",
            Self::InProgress => "InProgress",
            Self::Failed => "Failed",
            Self::Terminating => "Terminating",
            Self::NotFound => "NotFound",
            Self::Unknown => "Unknown",
        }
    }
}

impl fmt::Display for ReadyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How an object stands, and in what words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// How it stands.
    pub state: ReadyState,
    /// The words.
    pub message: String,
}

impl Readiness {
    /// Ready, in these words.
    pub fn current(message: impl Into<String>) -> Self {
        Self::new(ReadyState::Current, message)
    }

    /// Not ready yet, in these words.
    pub fn in_progress(message: impl Into<String>) -> Self {
        Self::new(ReadyState::InProgress, message)
    }

    /// Failed, in these words.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(ReadyState::Failed, message)
    }

    /// Of an object that does not exist.
    pub fn not_found() -> Self {
        Self::new(ReadyState::NotFound, "Resource not found")
    }

    pub(crate) fn new(state: ReadyState, message: impl Into<String>) -> Self {
        Self {
            state,
            message: message.into(),
        }
    }
}

use crate::interrupted::OnInterrupted;
use crate::settings::{RunHooks, Trial, WaitSettings, WriteSettings};

/// What `rollback` is to do.
#[derive(Clone, Debug)]
pub struct RollbackRequest {
    /// The name of the release.
    pub release_name: String,
    /// The namespace the release is looked for in.
    pub namespace: String,
    /// The revision to go back to; 0 for the one before the newest.
    pub revision: i64,
    /// What the record says.
    pub description: Option<String>,
    /// Whether it is only tried.
    pub trial: Trial,
    /// Whether hooks run.
    pub hooks: RunHooks,
    /// How objects are written.
    pub write: WriteSettings,
    /// What is waited for.
    pub wait: WaitSettings,
    /// How many revisions are kept; 0 for all.
    pub history_max: usize,
    /// What becomes of an operation that was cut off.
    pub on_interrupted: OnInterrupted,
    /// Whether what was made new is deleted when something fails.
    pub clean_up_on_failure: bool,
}

impl RollbackRequest {
    /// A request with Helm's defaults.
    pub fn new(release_name: &str, namespace: &str) -> Self {
        Self {
            release_name: release_name.to_owned(),
            namespace: namespace.to_owned(),
            revision: 0,
            description: None,
            trial: Trial::No,
            hooks: RunHooks::Yes,
            write: WriteSettings::default(),
            wait: WaitSettings::default(),
            on_interrupted: OnInterrupted::default(),
            history_max: 10,
            clean_up_on_failure: false,
        }
    }
}

use steersman_plan::Propagation;
use steersman_release::Release;

use crate::interrupted::OnInterrupted;
use crate::settings::{RunHooks, Trial, WaitSettings};

/// What `uninstall` is to do.
#[derive(Clone, Debug)]
pub struct UninstallRequest {
    /// The name of the release.
    pub release_name: String,
    /// The namespace the release is looked for in.
    pub namespace: String,
    /// What the record says when it is kept.
    pub description: Option<String>,
    /// Whether it is only tried; on which side makes no difference.
    pub trial: Trial,
    /// Whether hooks run.
    pub hooks: RunHooks,
    /// Whether a release that does not exist is one that was uninstalled.
    pub ignore_not_found: bool,
    /// Whether the records stay.
    pub keep_history: bool,
    /// What happens to what the objects own.
    pub cascade: Propagation,
    /// What becomes of an operation that was cut off.
    pub on_interrupted: OnInterrupted,
    /// What is waited for.
    pub wait: WaitSettings,
}

/// What `uninstall` yields.
#[derive(Clone, Debug, Default)]
pub struct UninstallOutcome {
    /// The newest record; none when there was none.
    pub release: Option<Release>,
    /// What was not deleted and why, for people.
    pub kept: String,
}

impl UninstallRequest {
    /// A request with Helm's defaults.
    pub fn new(release_name: &str, namespace: &str) -> Self {
        Self {
            release_name: release_name.to_owned(),
            namespace: namespace.to_owned(),
            description: None,
            trial: Trial::No,
            hooks: RunHooks::Yes,
            ignore_not_found: false,
            keep_history: false,
            cascade: Propagation::Background,
            wait: WaitSettings::default(),
            on_interrupted: OnInterrupted::default(),
        }
    }
}

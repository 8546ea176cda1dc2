use steersman_plan::Propagation;
use steersman_release::Release;

use crate::settings::ChangeSettings;

/// What `uninstall` is to do.
#[derive(Clone, Debug)]
pub struct UninstallRequest {
    /// What every verb that changes a release is told.
    pub common: ChangeSettings,
    /// Whether a release that does not exist is one that was uninstalled.
    pub ignore_not_found: bool,
    /// Whether the records stay.
    pub keep_history: bool,
    /// What happens to what the objects own.
    pub cascade: Propagation,
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
            common: ChangeSettings::new(release_name, namespace),
            ignore_not_found: false,
            keep_history: false,
            cascade: Propagation::Background,
        }
    }
}

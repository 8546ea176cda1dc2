use crate::settings::ChangeSettings;

/// What `rollback` is to do.
#[derive(Clone, Debug)]
pub struct RollbackRequest {
    /// What every verb that changes a release is told.
    pub common: ChangeSettings,
    /// The revision to go back to; 0 for the one before the newest.
    pub revision: i64,
    /// How many revisions are kept; 0 for all.
    pub history_max: usize,
    /// Whether what was made new is deleted when something fails.
    pub clean_up_on_failure: bool,
}

impl RollbackRequest {
    /// A request with Helm's defaults.
    pub fn new(release_name: &str, namespace: &str) -> Self {
        Self {
            common: ChangeSettings::new(release_name, namespace),
            revision: 0,
            history_max: 10,
            clean_up_on_failure: false,
        }
    }
}

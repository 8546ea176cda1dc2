//! Hooks: objects that run at an event of the release.

mod finish;
mod logs;
mod run;

pub(crate) use finish::finish_hooks;
pub(crate) use run::{HookOptions, HooksRun, order_of, run_event, run_places};

/// The words of the policies, as records have them.
pub(crate) mod policy {
    pub(crate) const BEFORE_CREATION: &str = "before-hook-creation";
    pub(crate) const SUCCEEDED: &str = "hook-succeeded";
    pub(crate) const FAILED: &str = "hook-failed";
}

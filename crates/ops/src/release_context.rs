use std::fmt;
use std::time::Duration;

use steersman_plan::Cluster;
use steersman_release::{ReleaseStore, Time};

use crate::{Context, Event, Holder, Level};

/// Who changes of objects are noted as made by. It is Helm's name, so that either tool goes on where the other left.
pub const FIELD_MANAGER: &str = "helm";

/// What the verbs that change a cluster work with.
#[derive(Clone, Copy)]
pub struct ReleaseContext<'a> {
    /// What every verb works with.
    pub base: Context<'a>,
    /// The cluster.
    pub cluster: &'a dyn Cluster,
    /// The records.
    pub releases: &'a dyn ReleaseStore,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Who this is, to others who work on the same release.
    pub holder: &'a dyn Holder,
}

/// Tells the time, and lets it pass.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time, with the offset of the place.
    fn now(&self) -> Time;

    /// Waits.
    fn sleep(&self, duration: Duration);
}

impl ReleaseContext<'_> {
    /// Tells the observer a line of the log.
    pub(crate) fn log(&self, level: Level, message: &str, fields: &[(&'static str, &str)]) {
        self.base.observer.event(&Event::Log {
            level,
            message,
            fields,
        });
    }
}

impl fmt::Debug for ReleaseContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReleaseContext")
            .field("base", &self.base)
            .field("cluster", &self.cluster)
            .field("releases", &self.releases)
            .finish_non_exhaustive()
    }
}

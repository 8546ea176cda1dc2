//! What an operation works with.

use std::sync::Arc;

use steersman_ops::{ReleaseContext, ReleaseError};
use steersman_render::Ports;

use crate::context::Context;
use crate::error::CliError;
use crate::live::{ClusterPorts, LiveObserver, ProcessHolder, SystemClock};
use crate::ports::Machine;
use crate::releases::{Releases, Scope};

/// Whether templates may ask the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Reach {
    Machine,
    Cluster,
}

/// Releases, cluster, clock and name of this run.
#[derive(Debug)]
pub(in crate::commands) struct Surroundings {
    pub(in crate::commands) releases: Releases,
    clock: SystemClock,
    holder: ProcessHolder,
}

impl Surroundings {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// Records that are given in files and cannot be read.
    pub(in crate::commands) fn new(context: &Context<'_>) -> Result<Self, CliError> {
        Ok(Self {
            releases: Releases::open(context.settings, context.environment, Scope::Namespace)?,
            clock: SystemClock::new(context.environment),
            holder: ProcessHolder::new(),
        })
    }

    /// Runs an operation; what happens meanwhile is printed at once.
    pub(in crate::commands) fn run<T>(
        &self,
        context: &mut Context<'_>,
        reach: Reach,
        operation: impl FnOnce(&ReleaseContext<'_>) -> Result<T, ReleaseError>,
    ) -> Result<T, ReleaseError> {
        let machine = Machine::new(context.environment);
        let ports: Box<dyn Ports> = match reach {
            Reach::Machine => Box::new(machine),
            Reach::Cluster => {
                let cluster = Arc::clone(&self.releases.cluster);
                Box::new(ClusterPorts::new(machine, cluster))
            }
        };
        let observer = LiveObserver::new(&mut context.printer, context.dialect);
        operation(&ReleaseContext {
            base: steersman_ops::Context {
                dialect: context.dialect,
                ports: &*ports,
                observer: &observer,
            },
            cluster: &*self.releases.cluster,
            releases: &*self.releases.store,
            clock: &self.clock,
            holder: &self.holder,
        })
    }
}

//! What template functions reach outside when there is a cluster.

use std::rc::Rc;
use std::sync::Arc;

use steersman_cluster::ClusterLookup;
use steersman_funcs::{Env, Lookup};
use steersman_gotmpl::Interrupt;
use steersman_plan::Cluster;
use steersman_render::Ports;

use crate::ports::Machine;

/// This machine and a cluster.
#[derive(Debug)]
pub(crate) struct ClusterPorts {
    machine: Machine,
    cluster: Arc<dyn Cluster>,
}

impl ClusterPorts {
    pub(crate) fn new(machine: Machine, cluster: Arc<dyn Cluster>) -> Self {
        Self { machine, cluster }
    }
}

impl Ports for ClusterPorts {
    fn env(&self) -> Rc<dyn Env> {
        self.machine.env()
    }

    fn lookup(&self) -> Rc<dyn Lookup> {
        Rc::new(ClusterLookup::new(Arc::clone(&self.cluster)))
    }

    fn interrupt(&self) -> Interrupt {
        self.machine.interrupt()
    }
}

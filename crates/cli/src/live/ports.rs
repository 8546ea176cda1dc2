//! What template functions reach outside when there is a cluster.

use std::rc::Rc;
use std::sync::Arc;

use steersman_chart::schema::LoadUrl;
use steersman_cluster::{ClusterLookup, Unserved};
use steersman_funcs::{Env, Lookup};
use steersman_gotmpl::Interrupt;
use steersman_plan::Cluster;
use steersman_render::{Discovery, Ports};

use crate::ports::Machine;

/// This machine and a cluster.
#[derive(Debug)]
pub(crate) struct ClusterPorts {
    machine: Machine,
    cluster: Arc<dyn Cluster>,
    unserved: Unserved,
}

impl ClusterPorts {
    /// Kinds that are looked up and not served are noted.
    pub(crate) fn new(machine: Machine, cluster: Arc<dyn Cluster>, unserved: Unserved) -> Self {
        Self {
            machine,
            cluster,
            unserved,
        }
    }
}

impl Ports for ClusterPorts {
    fn env(&self) -> Rc<dyn Env> {
        self.machine.env()
    }

    fn lookup(&self) -> Rc<dyn Lookup> {
        Rc::new(ClusterLookup::new(
            Arc::clone(&self.cluster),
            self.unserved.clone(),
        ))
    }

    fn discovery(&self) -> Option<Arc<dyn Discovery>> {
        Some(Arc::new(Served(Arc::clone(&self.cluster))))
    }

    fn load_url(&self) -> Rc<dyn LoadUrl> {
        self.machine.load_url()
    }

    fn interrupt(&self) -> Interrupt {
        self.machine.interrupt()
    }
}

/// What a cluster serves.
#[derive(Debug)]
struct Served(Arc<dyn Cluster>);

impl Discovery for Served {
    fn api_versions(&self) -> Result<Vec<String>, String> {
        self.0.api_versions().map_err(|error| error.to_string())
    }
}

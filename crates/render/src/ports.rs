use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use steersman_chart::schema::{LoadUrl, NoDocuments};
use steersman_funcs::{Env, Lookup, NoCluster};
use steersman_gotmpl::Interrupt;

use crate::Discovery;

/// Makes what template functions reach outside: clock, randomness, host names, cluster.
///
/// Rendering has a thread of its own, and the parts are made there; so this is shared between threads and they
/// are not.
pub trait Ports: fmt::Debug + Sync {
    /// Clock, randomness and host names.
    fn env(&self) -> Rc<dyn Env>;

    /// The cluster; nothing exists unless this says otherwise.
    fn lookup(&self) -> Rc<dyn Lookup> {
        Rc::new(NoCluster)
    }

    /// Who tells what the cluster serves, where it is only asked when a template wants to know.
    fn discovery(&self) -> Option<Arc<dyn Discovery>> {
        None
    }

    /// What ends the templates when somebody who watches time or memory says so.
    fn interrupt(&self) -> Interrupt {
        Interrupt::default()
    }

    /// Reads the documents that schemas refer to by URL; every one is refused unless this says otherwise.
    fn load_url(&self) -> Rc<dyn LoadUrl> {
        Rc::new(NoDocuments)
    }
}

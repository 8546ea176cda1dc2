use std::fmt;
use std::rc::Rc;

use steersman_chart::schema::LoadUrl;
use steersman_funcs::{Env, Lookup, NoCluster};
use steersman_gotmpl::Interrupt;

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

    /// What ends the templates when somebody who watches time or memory says so.
    fn interrupt(&self) -> Interrupt {
        Interrupt::default()
    }

    /// Reads the documents that schemas refer to by URL; every one is refused unless this says otherwise.
    fn load_url(&self) -> LoadUrl {
        |url| Err(format!("no reader for {url}"))
    }
}

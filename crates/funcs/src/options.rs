use std::rc::Rc;

use steersman_names::HelmDialect;

use crate::{Env, Lookup, NoCluster};

/// How the function table is built.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which Helm's functions: older ones have fewer and word some errors differently.
    pub dialect: HelmDialect,
    /// Whether `required` and `fail` report to [`Env::notice`] instead of failing.
    pub lint: bool,
    /// Whether `getHostByName` may ask the network.
    pub dns: bool,
    /// Clock, randomness and host names.
    pub env: Rc<dyn Env>,
    /// The cluster, for `lookup`.
    pub lookup: Rc<dyn Lookup>,
}

impl Options {
    /// The functions of the newest Helm, without cluster and network.
    pub fn offline(env: Rc<dyn Env>) -> Self {
        Self {
            dialect: HelmDialect::default(),
            lint: false,
            dns: false,
            env,
            lookup: Rc::new(NoCluster),
        }
    }
}

//! `install`: render a chart and make its objects in a cluster, under a name.

mod failure;
mod perform;
mod prepare;
mod request;
mod run;

pub(crate) use prepare::{build_all, warn_of_crds};
pub use request::{InstallRequest, Namespaces, OnNameInUse};
pub use run::install;
pub(crate) use run::install_held;

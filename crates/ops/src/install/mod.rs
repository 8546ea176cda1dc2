//! `install`: render a chart and make its objects in a cluster, under a name.

mod failure;
mod perform;
mod prepare;
mod request;
mod run;

pub use request::{InstallRequest, Namespaces, OnNameInUse};
pub use run::install;

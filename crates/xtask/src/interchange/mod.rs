//! Two tools on the same releases: the program and real Helm take turns in a cluster, and what they leave is compared
//! with what Helm leaves alone.

mod charts;
mod compare;
mod run;
mod scenario;
mod state;

pub(crate) use run::{Interchange, interchange};

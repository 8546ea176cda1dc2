//! Two tools on the same releases: the program and real Helm take turns in a cluster, and what they leave is compared
//! with what Helm leaves alone. And the same command lines with each of them, apart.

mod apart;
mod charts;
mod compare;
mod run;
mod scenario;
mod state;

pub(crate) use run::{Interchange, interchange};

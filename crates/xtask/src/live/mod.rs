//! Releases of a small chart in the cluster of the test bed, and what is left of them.

mod arena;
mod audit;
mod chart;
mod left;

pub(crate) use arena::{Arena, kubeconfig};
pub(crate) use audit::{Audit, Request};
pub(crate) use chart::{wanted, write_chart};
pub(crate) use left::Left;

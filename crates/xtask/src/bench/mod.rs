//! Speed and memory of whole processes, as ratios to real Helm in the same run.
//!
//! Every figure is the median of several rounds in which both programs take turns, so that a busy machine
//! slows both alike.

mod charts;
mod compare;
mod distribution;
mod floor;
mod releases;
mod run;
mod table;

pub(crate) use distribution::bench_distribution;
pub(crate) use releases::{bench_releases, copy_releases};
pub(crate) use run::{Bench, bench};

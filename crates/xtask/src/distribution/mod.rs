//! Repositories, registries, signatures and plugins: the program and real Helm take turns on the same folders, with real
//! servers on loopback.
//!
//! A scenario is a list of lines of shell. Real Helm plays it alone first; then the program plays it alone, and both play
//! it in turn, each from the same beginning. After every line, what was printed and every file that is there has to be
//! what it was with Helm alone.

mod bed;
mod certificates;
mod forward;
mod play;
mod run;
mod scenario;
mod snapshot;
mod token;

pub(crate) use run::{Distribution, distribution};

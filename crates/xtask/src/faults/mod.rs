//! The verbs on a bad day: a slow, busy, failing, forgetful or restarting API server.

mod kinds;
mod last;
mod restart;
mod run;
mod token;

pub(crate) use run::{Faults, faults};

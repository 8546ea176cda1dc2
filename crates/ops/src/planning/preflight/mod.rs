//! What would go wrong, found before anything is written.

mod classes;
mod collisions;
mod quota;
mod refusals;
mod report;
mod rights;

pub(super) use report::{Report, Subject, preflight};

//! `uninstall`: delete the objects of a release, and its records.

mod objects;
mod request;
mod run;
mod trial;

pub use request::{UninstallOutcome, UninstallRequest};
pub use run::uninstall;
pub(crate) use run::uninstall_held;

//! `rollback`: bring a release back to an earlier revision, as a new one.

mod request;
mod run;

pub use request::RollbackRequest;
pub use run::rollback;
pub(crate) use run::rollback_held;

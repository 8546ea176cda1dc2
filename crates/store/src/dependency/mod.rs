//! `dependency update` and `dependency build`, as far as they need no network: `file://` dependencies are packed
//! into `charts/`, and `Chart.lock` is kept.

mod error;
mod fetch;
mod lock;
mod resolve;
mod update;

pub use error::DependencyError;
pub use update::{DependencyRequest, build_dependencies, update_dependencies};

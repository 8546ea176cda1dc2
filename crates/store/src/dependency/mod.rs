//! `dependency update` and `dependency build`: dependencies come from folders, repositories and registries into
//! `charts/`, and `Chart.lock` is kept.

mod download;
mod error;
mod fetch;
mod lock;
mod origin;
mod resolve;
mod sources;
mod update;

pub use error::DependencyError;
pub use sources::{DependencySources, Download, Place, Refresh, Source};
pub use update::{DependencyRequest, build_dependencies, update_dependencies};

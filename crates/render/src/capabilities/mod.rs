//! What a chart can ask about the cluster and about Helm.

mod api_versions;
mod build_info;
mod kube_version;
mod offline;
mod version_set;

pub use api_versions::{ApiVersions, Discovery};
pub use build_info::BuildInfo;
pub use kube_version::{KubeVersion, KubeVersionError};
pub use offline::Capabilities;

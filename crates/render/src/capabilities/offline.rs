use steersman_names::HelmDialect;

use super::version_set;
use super::{ApiVersions, BuildInfo, KubeVersion};

/// What `.Capabilities` tells the templates.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The version of Kubernetes.
    pub kube_version: KubeVersion,
    /// The API versions the cluster serves, in the order templates see.
    pub api_versions: ApiVersions,
    /// The version of Helm that is reproduced.
    pub helm_version: BuildInfo,
}

impl Capabilities {
    /// What Helm assumes when it has no cluster to ask.
    ///
    /// ```
    /// use steersman_names::HelmDialect;
    /// use steersman_render::Capabilities;
    ///
    /// let capabilities = Capabilities::offline(HelmDialect::V4_3);
    /// assert_eq!(capabilities.kube_version.to_string(), "v1.37.0");
    /// assert!(capabilities.api_versions.names().iter().any(|version| version == "apps/v1"));
    /// ```
    pub fn offline(dialect: HelmDialect) -> Self {
        Self {
            kube_version: KubeVersion::of_minor(
                1,
                if dialect == HelmDialect::V4_1 { 35 } else { 37 },
            ),
            api_versions: version_set::offline(dialect).into(),
            helm_version: BuildInfo::of(dialect),
        }
    }
}

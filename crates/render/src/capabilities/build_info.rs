use steersman_names::HelmDialect;

/// The version of Helm as templates and `version` print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildInfo {
    /// The version with a `v` in front.
    pub version: String,
    /// The commit the binary was built from.
    pub git_commit: String,
    /// Whether the tree was clean.
    pub git_tree_state: String,
    /// The version of the Go compiler.
    pub go_version: String,
    /// The version of Kubernetes whose client library is used; Helm 3 does not tell.
    pub kube_client_version: Option<String>,
}

impl BuildInfo {
    /// What the reproduced release of Helm says of itself when it is built from its module.
    pub fn of(dialect: HelmDialect) -> Self {
        let (version, go_version, client) = match dialect {
            HelmDialect::V3_22 => ("v3.22.0", "go1.26.8", None),
            HelmDialect::V4_1 => ("v4.1.4", "go1.26.8", Some("v1.35")),
            HelmDialect::V4_3 => ("v4.3.1", "go1.26.8", Some("v1.37")),
        };
        Self {
            version: version.to_owned(),
            git_commit: String::new(),
            git_tree_state: String::new(),
            go_version: go_version.to_owned(),
            kube_client_version: client.map(str::to_owned),
        }
    }
}

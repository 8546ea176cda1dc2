use std::path::PathBuf;

use steersman_semver::Constraint;

use super::Secret;
use crate::names::RepoPath;
use crate::policy::{ImmutableRule, Pattern, QuotaRule, RetentionRule};

/// Rules, webhooks and mirrors.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// What repositories may hold.
    pub quotas: Vec<QuotaRule>,
    /// Versions that stay for ever.
    pub immutable: Vec<ImmutableRule>,
    /// Versions that go.
    pub retention: Vec<RetentionRule>,
    /// Seconds between looks for versions that have to go; 0 for none but after uploads.
    pub retention_interval: u64,
    /// The file that every change is written to.
    pub audit: Option<PathBuf>,
    /// Who is told of changes.
    pub webhooks: Vec<WebhookTarget>,
    /// Repositories that are those of somebody else.
    pub mirrors: Vec<MirrorSource>,
}

/// Who is told of changes.
#[derive(Clone, Debug)]
pub struct WebhookTarget {
    /// The address that messages are posted to.
    pub url: String,
    /// What messages are signed with; empty for no signature.
    pub secret: Secret,
    /// The kinds of events; all when there are none.
    pub events: Vec<String>,
    /// The repositories, by their paths.
    pub repos: Pattern,
    /// How often a message is sent until somebody takes it.
    pub attempts: u32,
    /// Seconds after which an attempt has failed.
    pub timeout: u64,
    /// Authorities in place of those of the system, in PEM.
    pub ca_file: Option<PathBuf>,
}

/// A repository that is that of somebody else.
#[derive(Clone, Debug)]
pub struct MirrorSource {
    /// Where it is here.
    pub repo: RepoPath,
    /// Where it is: `https://…` of a repository, `oci://…` of what stands before the names of charts in a registry.
    pub url: String,
    /// The charts, by their names; for registries each has to be a name.
    pub charts: Vec<Pattern>,
    /// The versions; all when there is no constraint.
    pub versions: Option<Constraint>,
    /// Seconds between looks at the source.
    pub interval: u64,
    /// Whether packages are fetched before anybody asks for them.
    pub prefetch: bool,
    /// Who asks.
    pub username: String,
    /// With which password.
    pub password: Secret,
    /// Authorities in place of those of the system, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Registries are asked without TLS.
    pub plain_http: bool,
}

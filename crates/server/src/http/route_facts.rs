//! What is known of a route: its name for metrics, and the repository it is about.

use super::route::{OciCall, Route};
use crate::names::RepoPath;

impl Route {
    /// The path with names for its variable parts, for metrics.
    pub(crate) fn template(&self) -> String {
        let of = |repo: &RepoPath, before: &str, after: &str| {
            if repo.as_str().is_empty() {
                format!("{before}{after}")
            } else {
                format!("{before}/:repo{after}")
            }
        };
        match self {
            Self::Welcome => "/".into(),
            Self::Info => "/info".into(),
            Self::Health => "/health".into(),
            Self::Live => "/livez".into(),
            Self::Ready => "/readyz".into(),
            Self::Metrics => "/metrics".into(),
            Self::Static(_) => "/static/*filepath".into(),
            Self::Index(repo) => of(repo, "", "/index.yaml"),
            Self::Archive(repo, _) => of(repo, "", "/charts/:filename"),
            Self::Page(repo, _, None) => of(repo, "", "/charts/:name"),
            Self::Page(repo, ..) => of(repo, "", "/charts/:name/:version"),
            Self::ArtifactHub(repo) => of(repo, "", "/artifacthub-repo.yml"),
            Self::Charts(repo) => of(repo, "/api", "/charts"),
            Self::Chart(repo, _) => of(repo, "/api", "/charts/:name"),
            Self::Version(repo, ..) => of(repo, "/api", "/charts/:name/:version"),
            Self::Part(repo, _, _, part) => {
                of(repo, "/api", &format!("/charts/:name/:version/{part}"))
            }
            Self::Yank(repo, ..) => of(repo, "/api", "/charts/:name/:version/yank"),
            Self::Prov(repo) => of(repo, "/api", "/prov"),
            Self::Rescan(_) => "/api/v1/repos/:repo/rescan".into(),
            Self::Retention(_) => "/api/v1/repos/:repo/retention".into(),
            Self::Mirror(_) => "/api/v1/repos/:repo/mirror".into(),
            Self::Audit => "/api/v1/audit".into(),
            Self::Oci(route) => match route.call {
                OciCall::Root => "/v2/".into(),
                OciCall::Catalog => "/v2/_catalog".into(),
                OciCall::Tags => "/v2/:name/tags/list".into(),
                OciCall::Manifest(_) => "/v2/:name/manifests/:reference".into(),
                OciCall::Blob(_) => "/v2/:name/blobs/:digest".into(),
                OciCall::Uploads | OciCall::Upload(_) => "/v2/:name/blobs/uploads/".into(),
                OciCall::Referrers(_) => "/v2/:name/referrers/:digest".into(),
            },
        }
    }

    /// The repository it is about.
    pub(crate) fn repo(&self) -> Option<&RepoPath> {
        match self {
            Self::Index(repo)
            | Self::Archive(repo, _)
            | Self::Page(repo, ..)
            | Self::ArtifactHub(repo)
            | Self::Charts(repo)
            | Self::Chart(repo, _)
            | Self::Version(repo, ..)
            | Self::Part(repo, ..)
            | Self::Yank(repo, ..)
            | Self::Prov(repo)
            | Self::Rescan(repo)
            | Self::Retention(repo)
            | Self::Mirror(repo) => Some(repo),
            Self::Oci(route) => Some(&route.repo),
            _ => None,
        }
    }
}

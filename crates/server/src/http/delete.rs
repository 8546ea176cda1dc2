//! Deleting.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json as value;

use super::answer::{Answer, error, json, refused};
use crate::catalog::Repo;
use crate::service::Service;

/// Deletes one version.
pub(super) async fn version(
    service: &Service,
    repo: &Arc<Repo>,
    name: &str,
    version: &str,
) -> Answer {
    match service.delete_version(repo, name, version).await {
        Ok(true) => json(StatusCode::OK, &value!({ "deleted": true })),
        Ok(false) => error(StatusCode::NOT_FOUND, "object not found"),
        Err(problem) => refused(&problem, "", 0, true),
    }
}

/// Deletes all versions of a chart.
pub(super) async fn chart(service: &Service, repo: &Arc<Repo>, name: &str) -> Answer {
    let versions: Vec<String> = repo
        .index()
        .versions(name)
        .map(|entry| entry.version.to_string())
        .collect();
    if versions.is_empty() {
        return error(StatusCode::NOT_FOUND, "chart not found");
    }
    let mut deleted = Vec::new();
    for version in versions {
        match service.delete_version(repo, name, &version).await {
            Ok(true) => deleted.push(version),
            Ok(false) => {}
            Err(problem) => return refused(&problem, "", 0, true),
        }
    }
    json(
        StatusCode::OK,
        &value!({ "deleted": true, "name": name, "versions": deleted }),
    )
}

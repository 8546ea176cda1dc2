//! Deleting and yanking.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json as value;

use super::Call;
use super::answer::{Answer, error, json, refused};
use crate::catalog::{Repo, UploadError};
use crate::service::Service;

/// Deletes one version.
pub(super) async fn version(
    service: &Service,
    call: &Call,
    repo: &Arc<Repo>,
    version: (&str, &str),
) -> Answer {
    let deleted = service.delete_version(&call.actor, repo, version).await;
    answer_of(deleted, &value!({ "deleted": true }))
}

/// Yanks one version: it leaves the index, and can still be fetched by its name.
pub(super) async fn yank(
    service: &Service,
    call: &Call,
    repo: &Arc<Repo>,
    version: (&str, &str),
) -> Answer {
    let yanked = service.yank_version(&call.actor, repo, version).await;
    answer_of(yanked, &value!({ "yanked": true }))
}

fn answer_of(done: Result<bool, UploadError>, said: &serde_json::Value) -> Answer {
    match done {
        Ok(true) => json(StatusCode::OK, said),
        Ok(false) => error(StatusCode::NOT_FOUND, "object not found"),
        Err(problem) => refused(&problem, "", 0, true),
    }
}

/// Deletes all versions of a chart.
pub(super) async fn chart(service: &Service, call: &Call, repo: &Arc<Repo>, name: &str) -> Answer {
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
        let key = (name, version.as_str());
        match service.delete_version(&call.actor, repo, key).await {
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

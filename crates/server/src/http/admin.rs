//! What `ChartMuseum` has no words for: the audit log, retention, mirrors, another look at the storage.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json as value};

use super::Call;
use super::answer::{Answer, error, json, refused};
use crate::catalog::{Entry, Repo};
use crate::events::AuditFilter;
use crate::random::uuid;
use crate::service::Service;

/// Records in one answer, unless the request says otherwise.
const RECORDS: usize = 100;

/// `GET /api/v1/audit?repo=&chart=&limit=`: the last records, the newest last.
pub(super) fn audit(service: &Service, call: &Call) -> Answer {
    let text = |key: &str| call.query.get(key).map(str::to_owned);
    let limit = match call.query.get("limit").map(str::parse) {
        None => RECORDS,
        Some(Ok(limit @ 1..)) => limit,
        Some(_) => {
            return error(
                StatusCode::BAD_REQUEST,
                "limit is not a valid positive integer",
            );
        }
    };
    let filter = AuditFilter {
        repo: text("repo"),
        chart: text("chart"),
        limit,
    };
    let records = service.audit.records(&filter);
    json(StatusCode::OK, &value!({ "records": records }))
}

/// `GET` tells what the rules of retention would take away, `POST` takes it away.
pub(super) async fn retention(
    service: &Service,
    call: &Call,
    repo: &Arc<Repo>,
    method: &Method,
) -> Answer {
    let doomed = service.doomed(repo);
    let dry_run = *method != Method::POST || call.query.switch("dry-run");
    let gone = if dry_run {
        doomed
    } else {
        match service.take_away(repo, doomed).await {
            Ok(gone) => gone,
            Err(problem) => return refused(&problem, "", 0, true),
        }
    };
    let versions: Vec<Value> = gone.iter().map(|entry| shown(entry)).collect();
    let kept = repo.index().len() - if dry_run { versions.len() } else { 0 };
    json(
        StatusCode::OK,
        &value!({ "dryRun": dry_run, "removed": versions, "kept": kept }),
    )
}

fn shown(entry: &Entry) -> Value {
    value!({
        "name": *entry.name,
        "version": *entry.version,
        "created": entry.created.to_rfc3339(),
        "digest": format!("sha256:{}", entry.digest_hex()),
    })
}

/// `GET` tells what is known of the source of a mirror, `POST` looks at it first.
pub(super) async fn mirror(service: &Service, repo: &Repo, method: &Method) -> Answer {
    let Some(mirror) = service.mirrors.of(&repo.path) else {
        return error(StatusCode::NOT_FOUND, "repository is no mirror");
    };
    if *method == Method::POST {
        mirror.look(service).await;
    }
    let mut report = mirror.report();
    let index = repo.index();
    let here = index.entries().filter(|entry| entry.origin.is_none());
    report["here"] = here.count().into();
    json(StatusCode::OK, &report)
}

/// Looks through the storage beside the requests.
pub(super) fn rescan(repo: &Arc<Repo>) -> Answer {
    let job = uuid();
    let repo = Arc::clone(repo);
    tokio::spawn(async move { repo.rescan_now().await });
    json(StatusCode::ACCEPTED, &value!({ "job": job }))
}

//! Uploads of packages and provenance files as they are.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use serde_json::json as value;

use super::Call;
use super::answer::{Answer, error, json, refused};
use super::upload_form::upload_form;
use crate::catalog::{Entry, NewPackage, Repo, UploadError};
use crate::config::OverwriteRule;
use crate::names::FileName;
use crate::provenance::{self, MAX_PROVENANCE, ProvenanceError};
use crate::random::hex;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::PutMode;

/// The type of answers that tell more than `ChartMuseum`'s.
const OWN_TYPE: &str = "application/vnd.steer+json";

/// Takes a package, or a form with one.
pub(super) async fn upload(service: &Service, call: &mut Call, repo: &Arc<Repo>) -> Answer {
    let limit = service.config.max_upload;
    if let Err(answer) = call.check_length(limit) {
        return *answer;
    }
    let form = call
        .header(header::CONTENT_TYPE)
        .and_then(|kind| multer::parse_boundary(kind).ok());
    let result = match form {
        Some(boundary) => return upload_form(service, call, repo, boundary).await,
        None => upload_binary(service, call, repo).await,
    };
    let json_wanted = call.accepts_json();
    match result {
        Ok(Some(entry)) => saved(call, repo, &entry),
        Ok(None) => json(StatusCode::OK, &value!({ "valid": true })),
        Err(problem) => refused(&problem, "file already exists", limit, json_wanted),
    }
}

async fn upload_binary(
    service: &Service,
    call: &mut Call,
    repo: &Arc<Repo>,
) -> Result<Option<Arc<Entry>>, UploadError> {
    let mode = put_mode(service, call);
    let mut file = call
        .spool(service.storage.spool(), service.config.max_upload)
        .await?;
    let digest = file.finish().await?;
    let package = service.inspector.spooled(&file).await?;
    if call.query.switch("dry-run") {
        return Ok(None);
    }
    let new = NewPackage {
        package,
        file,
        digest,
        provenance: None,
    };
    let added = service.add_version(&call.actor, repo, new, mode).await;
    added.map(Some)
}

/// The answer to an upload: for clients that ask for it, with what was stored.
pub(super) fn saved(call: &Call, repo: &Repo, entry: &Entry) -> Answer {
    let accept = call.header(header::ACCEPT).unwrap_or_default();
    if !accept.contains(OWN_TYPE) {
        return json(StatusCode::CREATED, &value!({ "saved": true }));
    }
    let all = entry.to_json(repo.url_base());
    json(
        StatusCode::CREATED,
        &value!({
            "saved": true,
            "name": *entry.name,
            "version": *entry.version,
            "digest": entry.digest_hex(),
            "urls": all["urls"],
        }),
    )
}

/// Whether an upload may replace what is there.
pub(super) fn put_mode(service: &Service, call: &Call) -> PutMode {
    let strict = service.config.strict();
    let forced = if strict {
        call.query.get("force").is_some()
    } else {
        call.query.switch("force")
    };
    match service.config.overwrite {
        OverwriteRule::Always => PutMode::Replace,
        OverwriteRule::Forced if forced => PutMode::Replace,
        OverwriteRule::Forced | OverwriteRule::Never => PutMode::Create,
    }
}

/// Takes a provenance file.
pub(super) async fn upload_provenance(
    service: &Service,
    call: &mut Call,
    repo: &Arc<Repo>,
) -> Answer {
    let limit = service.config.max_upload.min(MAX_PROVENANCE);
    if let Err(answer) = call.check_length(limit) {
        return *answer;
    }
    let mode = put_mode(service, call);
    let json_wanted = call.accepts_json();
    let mut file = match call.spool(service.storage.spool(), limit).await {
        Ok(file) => file,
        Err(problem) => return refused(&problem.into(), "", limit, json_wanted),
    };
    let package = match checked(service, repo, &mut file).await {
        Ok(package) => package,
        Err(answer) => return *answer,
    };
    match service
        .add_provenance(&call.actor, repo, (&package, &file), mode)
        .await
    {
        Ok(()) => json(StatusCode::CREATED, &value!({ "saved": true })),
        Err(problem) => refused(&problem, "file already exists", limit, json_wanted),
    }
}

/// The package that a provenance file of the spool is about; its digest has to be that of the stored package.
async fn checked(
    service: &Service,
    repo: &Repo,
    file: &mut Spooled,
) -> Result<FileName, Box<Answer>> {
    let strict = service.config.strict();
    let refuse = |problem: &ProvenanceError| {
        let status = match problem {
            ProvenanceError::Invalid if strict => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        Box::new(error(status, &problem.to_string()))
    };
    let failed = |problem: UploadError| Box::new(refused(&problem, "", MAX_PROVENANCE, true));
    file.finish()
        .await
        .map_err(|problem| failed(problem.into()))?;
    let content = tokio::fs::read(file.path()).await;
    let content =
        content.map_err(|problem| failed(crate::spool::SpoolError::Io(problem).into()))?;
    let found = provenance::parse(&content).map_err(|problem| refuse(&problem))?;
    let stored = repo
        .index()
        .entries()
        .find(|entry| *entry.file == *found.package.as_str())
        .cloned();
    if let (Some(stored), Some(named), false) = (stored, found.digest, strict)
        && stored.digest != named
    {
        let text = format!(
            "provenance file is about sha256:{}, but the package is sha256:{}",
            hex(&named),
            stored.digest_hex()
        );
        return Err(Box::new(error(StatusCode::BAD_REQUEST, &text)));
    }
    Ok(found.package)
}

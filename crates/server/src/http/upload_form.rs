//! Uploads as forms: a package, a provenance file, or both.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json as value;

use super::Call;
use super::answer::{Answer, error, json, refused};
use super::upload::{put_mode, saved};
use crate::catalog::{NewPackage, Repo, UploadError};
use crate::names::FileName;
use crate::provenance;
use crate::service::Service;
use crate::spool::{SpoolError, Spooled};
use crate::storage::{PutMode, StorageError};

const EXISTS: &str = "chart already exists";

/// Fields of a form that are looked at.
const MAX_FIELDS: usize = 16;

/// The files of a form.
#[derive(Default)]
struct Form {
    chart: Option<Spooled>,
    prov: Option<Spooled>,
}

/// Takes a form.
pub(super) async fn upload_form(
    service: &Service,
    call: &mut Call,
    repo: &Arc<Repo>,
    boundary: String,
) -> Answer {
    let limit = service.config.max_upload;
    let json_wanted = call.accepts_json();
    match read_form(service, call, boundary).await {
        Ok(Form {
            chart: None,
            prov: None,
        }) => {
            let (chart, prov) = (&service.config.chart_field, &service.config.prov_field);
            let text =
                format!("no package or provenance file found in form fields {chart} and {prov}");
            error(StatusCode::BAD_REQUEST, &text)
        }
        Ok(form) => store(service, call, repo, form).await,
        Err(problem) => refused(&problem.into(), EXISTS, limit, json_wanted),
    }
}

async fn read_form(
    service: &Service,
    call: &mut Call,
    boundary: String,
) -> Result<Form, SpoolError> {
    let config = &service.config;
    let mut fields = multer::Multipart::new(call.stream(), boundary);
    let mut form = Form::default();
    let mut total = 0;
    for _ in 0..MAX_FIELDS {
        let Some(field) = fields.next_field().await.map_err(|_| SpoolError::Broken)? else {
            break;
        };
        let name = field.name().unwrap_or_default();
        let slot = if name == "chart" || name == config.chart_field {
            &mut form.chart
        } else if name == "prov" || name == config.prov_field {
            &mut form.prov
        } else {
            continue;
        };
        let mut file = Spooled::create(service.storage.spool(), config.max_upload - total).await?;
        file.append(field).await?;
        total += file.size;
        *slot = Some(file);
    }
    Ok(form)
}

async fn store(service: &Service, call: &Call, repo: &Arc<Repo>, form: Form) -> Answer {
    let limit = service.config.max_upload;
    let mode = put_mode(service, call);
    let prov = match form.prov {
        None => None,
        Some(file) => match checked_prov(file).await {
            Ok(prov) => Some(prov),
            Err(text) => return error(StatusCode::BAD_REQUEST, &text),
        },
    };
    let result = match (form.chart, prov) {
        (Some(chart), prov) => store_chart(service, call, repo, chart, prov, mode).await,
        (None, Some((package, file))) => {
            let added = service
                .add_provenance(&call.actor, repo, (&package, &file), mode)
                .await;
            added.map(|()| json(StatusCode::CREATED, &value!({ "saved": true })))
        }
        (None, None) => return super::not_found(),
    };
    result.unwrap_or_else(|problem| refused(&problem, EXISTS, limit, call.accepts_json()))
}

async fn checked_prov(mut file: Spooled) -> Result<(FileName, Spooled), String> {
    file.finish().await.map_err(|problem| problem.to_string())?;
    if file.size > provenance::MAX_PROVENANCE {
        return Err("invalid provenance file".to_owned());
    }
    let content = tokio::fs::read(file.path())
        .await
        .map_err(|problem| problem.kind().to_string())?;
    let found = provenance::parse(&content).map_err(|problem| problem.to_string())?;
    Ok((found.package, file))
}

async fn store_chart(
    service: &Service,
    call: &Call,
    repo: &Arc<Repo>,
    mut chart: Spooled,
    prov: Option<(FileName, Spooled)>,
    mode: PutMode,
) -> Result<Answer, UploadError> {
    let digest = chart.finish().await?;
    let package = service.inspector.spooled(&chart).await?;
    if call.query.switch("dry-run") {
        return Ok(json(StatusCode::OK, &value!({ "valid": true })));
    }
    let own = FileName::of_package(&package.name, &package.version)
        .map_err(crate::package::PackageError::Name)?;
    let (provenance, other) = match prov {
        Some((about, file)) if about == own => (Some(file), None),
        other => (None, other),
    };
    if let Some((about, _)) = &other
        && mode == PutMode::Create
        && service
            .storage
            .head(&repo.path.key(&about.provenance()))
            .await?
            .is_some()
    {
        return Err(StorageError::Exists.into());
    }
    let new = NewPackage {
        package,
        file: chart,
        digest,
        provenance,
    };
    let actor = &call.actor;
    let entry = service.add_version(actor, repo, new, mode).await?;
    if let Some((about, file)) = other {
        service
            .add_provenance(actor, repo, (&about, &file), mode)
            .await?;
    }
    Ok(saved(call, repo, &entry))
}

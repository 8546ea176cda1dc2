//! Files within a package, by the JSON API.

use std::sync::Arc;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json as value;
use steersman_chart::{Chart, metadata_tree};
use steersman_value::Tree;

use super::answer::{Answer, error, json, refused, sized};
use super::list::find;
use crate::catalog::Repo;
use crate::package::{json_of, load};
use crate::service::Service;

/// The largest package that is opened for a look at its files.
const MAX_OPENED: u64 = crate::catalog::MAX_STORED;

/// Answers with a part of a version.
pub(super) async fn part(
    service: &Service,
    repo: &Arc<Repo>,
    (name, version): (&str, &str),
    part: &str,
) -> Answer {
    let entry = match find(repo, name, version) {
        Ok(entry) => entry,
        Err(answer) => return *answer,
    };
    let entry = match service.present(repo, entry).await {
        Ok(entry) => entry,
        Err(problem) => return refused(&problem, "", MAX_OPENED, true),
    };
    let storage = &*service.storage;
    let bytes = match storage.read(&repo.path.key(&entry.file), MAX_OPENED).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return error(StatusCode::NOT_FOUND, "object not found"),
        Err(problem) => return super::answer::storage_failed(&problem),
    };
    let part = part.to_owned();
    let answer = service
        .inspector
        .with(bytes, move |bytes| Ok(part_of(&load(bytes)?, &part)))
        .await;
    answer.unwrap_or_else(|problem| refused(&problem, "", MAX_OPENED, true))
}

fn part_of(chart: &Chart, part: &str) -> Answer {
    match part {
        "templates" => templates(chart),
        "values" => file(chart, &["values.yaml"], "application/yaml"),
        "readme" => file(
            chart,
            &["README.md", "README.txt", "README"],
            "text/markdown; charset=utf-8",
        ),
        "changelog" => file(chart, &["CHANGELOG.md"], "text/markdown; charset=utf-8"),
        "schema" => file(chart, &["values.schema.json"], "application/json"),
        "dependencies" => {
            let metadata = json_of(&metadata_tree(&chart.metadata));
            json(
                StatusCode::OK,
                metadata.get("dependencies").unwrap_or(&value!([])),
            )
        }
        _ => {
            let names: Vec<_> = chart.raw.iter().map(|file| file.name.as_str()).collect();
            json(StatusCode::OK, &value!({ "files": names }))
        }
    }
}

fn templates(chart: &Chart) -> Answer {
    let templates: Vec<_> = chart
        .templates
        .iter()
        .map(|file| value!({ "name": file.name, "data": STANDARD.encode(&*file.data) }))
        .collect();
    let values = json_of(&Tree::Map((*chart.values).clone()));
    json(
        StatusCode::OK,
        &value!({ "templates": templates, "values": values }),
    )
}

/// The first of these files, as it is in the package.
fn file(chart: &Chart, names: &[&str], kind: &'static str) -> Answer {
    match names.iter().find_map(|name| chart.raw_file(name)) {
        Some(file) => sized(StatusCode::OK, kind, file.data.to_vec()),
        None => error(StatusCode::NOT_FOUND, &format!("{} not found", names[0])),
    }
}

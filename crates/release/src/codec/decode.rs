use std::collections::BTreeMap;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use steersman_value::{Table, Tree};

use super::document::{Document, Hook};
use super::tree::AsJson;
use super::{CodecError, GZIP, MAX_RECORD_BYTES, go_json};
use crate::{ApplyMethod, HookRun, Info, Phase, Release};

/// Reads what [`encode`](super::encode()) or Helm wrote, compressed or not. Labels are not in it.
///
/// # Errors
/// [`CodecError`] when the text is damaged, is no release, or is larger than [`MAX_RECORD_BYTES`].
pub fn decode(text: &str) -> Result<Release, CodecError> {
    let bytes = STANDARD.decode(text)?;
    let json = if bytes.starts_with(&GZIP) {
        inflate(&bytes)?
    } else {
        bytes
    };
    let document: Document = serde_json::from_slice(&json)?;
    release(document)
}

/// Reads a YAML list of releases, as the memory driver is given them.
///
/// # Errors
/// [`CodecError`] when the text is no YAML or no list of releases.
pub fn read_releases(yaml: &[u8]) -> Result<Vec<Release>, CodecError> {
    let tree = steersman_yaml::parse(yaml).map_err(|error| CodecError::Yaml(error.to_string()))?;
    let mut json = Vec::new();
    go_json::write(&mut json, &AsJson(&tree))?;
    let documents: Option<Vec<Document>> = serde_json::from_slice(&json)?;
    let documents = documents.unwrap_or_default();
    documents.into_iter().map(release).collect()
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, CodecError> {
    let mut json = Vec::new();
    GzDecoder::new(bytes)
        .take(MAX_RECORD_BYTES + 1)
        .read_to_end(&mut json)
        .map_err(CodecError::Gzip)?;
    if json.len() as u64 > MAX_RECORD_BYTES {
        Err(CodecError::TooLarge)
    } else {
        Ok(json)
    }
}

fn release(document: Document) -> Result<Release, CodecError> {
    let info = document.info;
    Ok(Release {
        name: document.name,
        namespace: document.namespace,
        version: document.version,
        info: Info {
            first_deployed: info.first_deployed,
            last_deployed: info.last_deployed,
            deleted: info.deleted,
            description: info.description,
            status: info.status.parse().unwrap_or_default(),
            rollback_revision: info.rollback_revision.filter(|revision| *revision != 0),
            notes: info.notes,
        },
        chart: document.chart.into_chart()?,
        config: match document.config.0 {
            Tree::Map(table) => table,
            _ => Table::new(),
        },
        manifest: document.manifest,
        hooks: document.hooks.into_iter().map(hook).collect(),
        apply_method: ApplyMethod::from_name(&document.apply_method),
        labels: BTreeMap::default(),
        system_labels: BTreeMap::default(),
    })
}

fn hook(hook: Hook) -> crate::Hook {
    crate::Hook {
        name: hook.name,
        kind: hook.kind,
        path: hook.path,
        manifest: hook.manifest,
        events: hook.events,
        last_run: HookRun {
            started_at: hook.last_run.started_at,
            completed_at: hook.last_run.completed_at,
            phase: Phase::from_name(&hook.last_run.phase),
        },
        weight: hook.weight,
        delete_policies: hook.delete_policies,
        output_log_policies: hook.output_log_policies,
    }
}

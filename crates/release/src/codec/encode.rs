use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use steersman_value::Tree;

use super::CodecError;
use super::chart::{chart_to_json, tree_to_json};
use super::document::{Document, Hook, HookRun, Info};
use crate::{ApplyMethod, Release};

/// The text that storage holds for a release.
///
/// # Errors
/// Only what the JSON writer and the compressor report.
pub fn encode(release: &Release) -> Result<String, CodecError> {
    let json = serde_json::to_vec(&document(release))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&json).map_err(CodecError::Gzip)?;
    Ok(STANDARD.encode(gzip.finish().map_err(CodecError::Gzip)?))
}

fn document(release: &Release) -> Document {
    let info = &release.info;
    Document {
        name: release.name.clone(),
        info: Info {
            first_deployed: info.first_deployed,
            last_deployed: info.last_deployed,
            deleted: info.deleted,
            description: info.description.clone(),
            status: info.status.name().to_owned(),
            rollback_revision: info.rollback_revision,
            notes: info.notes.clone(),
        },
        chart: chart_to_json(&release.chart),
        config: tree_to_json(&Tree::Map(release.config.clone())),
        manifest: release.manifest.clone(),
        hooks: release.hooks.iter().map(hook).collect(),
        version: release.version,
        namespace: release.namespace.clone(),
        apply_method: release
            .apply_method
            .map_or("", ApplyMethod::name)
            .to_owned(),
    }
}

fn hook(hook: &crate::Hook) -> Hook {
    Hook {
        name: hook.name.clone(),
        kind: hook.kind.clone(),
        path: hook.path.clone(),
        manifest: hook.manifest.clone(),
        events: hook.events.clone(),
        last_run: HookRun {
            started_at: hook.last_run.started_at,
            completed_at: hook.last_run.completed_at,
            phase: hook.last_run.phase.name().to_owned(),
        },
        weight: hook.weight,
        delete_policies: hook.delete_policies.clone(),
        output_log_policies: hook.output_log_policies.clone(),
    }
}

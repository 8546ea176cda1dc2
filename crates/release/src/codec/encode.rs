use std::collections::BTreeMap;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::chart::WrittenChart;
use super::tree::TableAsJson;
use super::{CodecError, go_json};
use crate::{ApplyMethod, Release, Time};

/// The text that storage holds for a release.
///
/// # Errors
/// Only what the JSON writer and the compressor report.
pub fn encode(release: &Release) -> Result<String, CodecError> {
    let json = to_json(release, &View::default())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&json).map_err(CodecError::Gzip)?;
    Ok(STANDARD.encode(gzip.finish().map_err(CodecError::Gzip)?))
}

/// What the JSON of a release shows beside what storage holds, and what not.
#[derive(Clone, Debug, Default)]
pub struct View<'a> {
    /// Leaves out the chart.
    pub hides_chart: bool,
    /// The live objects, by what they are.
    pub resources: Option<&'a BTreeMap<String, Vec<Value>>>,
}

/// A release as Helm prints it in JSON, to the byte.
///
/// # Errors
/// Only what the JSON writer reports.
pub fn to_json(release: &Release, view: &View<'_>) -> Result<Vec<u8>, CodecError> {
    let mut json = Vec::new();
    go_json::write(&mut json, &document(release, view))?;
    Ok(json)
}

/// The JSON of a release, fields in Helm's order.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    info: Info<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chart: Option<WrittenChart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<TableAsJson<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    manifest: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hooks: Vec<Hook<'a>>,
    #[serde(skip_serializing_if = "is_zero")]
    version: i64,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    apply_method: &'a str,
}

#[derive(Serialize)]
struct Info<'a> {
    #[serde(serialize_with = "time", skip_serializing_if = "Option::is_none")]
    first_deployed: Option<Time>,
    #[serde(serialize_with = "time", skip_serializing_if = "Option::is_none")]
    last_deployed: Option<Time>,
    #[serde(serialize_with = "time", skip_serializing_if = "Option::is_none")]
    deleted: Option<Time>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rollback_revision: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    notes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<&'a BTreeMap<String, Vec<Value>>>,
}

#[derive(Serialize)]
struct Hook<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    manifest: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    events: &'a [String],
    last_run: HookRun<'a>,
    #[serde(skip_serializing_if = "is_zero")]
    weight: i64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    delete_policies: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    output_log_policies: &'a [String],
}

#[derive(Serialize)]
struct HookRun<'a> {
    #[serde(serialize_with = "time", skip_serializing_if = "Option::is_none")]
    started_at: Option<Time>,
    #[serde(serialize_with = "time", skip_serializing_if = "Option::is_none")]
    completed_at: Option<Time>,
    phase: &'a str,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn time<S: Serializer>(time: &Option<Time>, writer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => writer.collect_str(time),
        None => writer.serialize_none(),
    }
}

fn document<'a>(release: &'a Release, view: &View<'a>) -> Document<'a> {
    let info = &release.info;
    Document {
        name: &release.name,
        info: Info {
            first_deployed: info.first_deployed,
            last_deployed: info.last_deployed,
            deleted: info.deleted,
            description: &info.description,
            status: info.status.name(),
            rollback_revision: info.rollback_revision,
            notes: &info.notes,
            resources: view.resources.filter(|resources| !resources.is_empty()),
        },
        chart: (!view.hides_chart).then(|| WrittenChart::new(&release.chart)),
        config: (!release.config.is_empty()).then_some(TableAsJson(&release.config)),
        manifest: &release.manifest,
        hooks: release.hooks.iter().map(hook).collect(),
        version: i64::from(release.version),
        namespace: &release.namespace,
        apply_method: release.apply_method.map_or("", ApplyMethod::name),
    }
}

fn hook(hook: &crate::Hook) -> Hook<'_> {
    Hook {
        name: &hook.name,
        kind: &hook.kind,
        path: &hook.path,
        manifest: &hook.manifest,
        events: &hook.events,
        last_run: HookRun {
            started_at: hook.last_run.started_at,
            completed_at: hook.last_run.completed_at,
            phase: hook.last_run.phase.name(),
        },
        weight: hook.weight,
        delete_policies: &hook.delete_policies,
        output_log_policies: &hook.output_log_policies,
    }
}

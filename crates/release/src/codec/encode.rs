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
    /// Whether it is shown as Helm 3 does: times that are not known are empty, and what Helm 4 added is not there.
    pub as_helm_3: bool,
}

/// A time in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    At(Time),
    /// It is not known, and that is said.
    Unknown,
}

impl Moment {
    fn of(time: Option<Time>, view: &View<'_>) -> Option<Self> {
        match time {
            Some(time) => Some(Self::At(time)),
            None => view.as_helm_3.then_some(Self::Unknown),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::At(time) => writer.collect_str(time),
            Self::Unknown => writer.serialize_str(""),
        }
    }
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
    #[serde(skip_serializing_if = "Option::is_none")]
    first_deployed: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_deployed: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<Moment>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<Moment>,
    phase: &'a str,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

fn document<'a>(release: &'a Release, view: &View<'a>) -> Document<'a> {
    let info = &release.info;
    Document {
        name: &release.name,
        info: Info {
            first_deployed: Moment::of(info.first_deployed, view),
            last_deployed: Moment::of(info.last_deployed, view),
            deleted: Moment::of(info.deleted, view),
            description: &info.description,
            status: info.status.name(),
            rollback_revision: info.rollback_revision.filter(|_| !view.as_helm_3),
            notes: &info.notes,
            resources: view.resources.filter(|resources| !resources.is_empty()),
        },
        chart: (!view.hides_chart).then(|| WrittenChart::new(&release.chart)),
        config: (!release.config.is_empty()).then_some(TableAsJson(&release.config)),
        manifest: &release.manifest,
        hooks: release
            .hooks
            .iter()
            .map(|found| hook(found, view))
            .collect(),
        version: i64::from(release.version),
        namespace: &release.namespace,
        apply_method: release
            .apply_method
            .filter(|_| !view.as_helm_3)
            .map_or("", ApplyMethod::name),
    }
}

fn hook<'a>(hook: &'a crate::Hook, view: &View<'_>) -> Hook<'a> {
    Hook {
        name: &hook.name,
        kind: &hook.kind,
        path: &hook.path,
        manifest: &hook.manifest,
        events: &hook.events,
        last_run: HookRun {
            started_at: Moment::of(hook.last_run.started_at, view),
            completed_at: Moment::of(hook.last_run.completed_at, view),
            phase: hook.last_run.phase.name(),
        },
        weight: hook.weight,
        delete_policies: &hook.delete_policies,
        output_log_policies: &hook.output_log_policies,
    }
}

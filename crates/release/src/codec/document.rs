//! The JSON of a record as it is read.

use serde::{Deserialize, Deserializer};

use super::chart::ReadChart;
use super::tree::FromJson;
use crate::Time;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    #[serde(deserialize_with = "null_as_default")]
    pub(super) name: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) info: Info,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) chart: ReadChart,
    pub(super) config: FromJson,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) manifest: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) hooks: Vec<Hook>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) version: u32,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) namespace: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) apply_method: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Info {
    #[serde(deserialize_with = "time")]
    pub(super) first_deployed: Option<Time>,
    #[serde(deserialize_with = "time")]
    pub(super) last_deployed: Option<Time>,
    #[serde(deserialize_with = "time")]
    pub(super) deleted: Option<Time>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) description: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) status: String,
    pub(super) rollback_revision: Option<u32>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) notes: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Hook {
    #[serde(deserialize_with = "null_as_default")]
    pub(super) name: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) kind: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) path: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) manifest: String,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) events: Vec<String>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) last_run: HookRun,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) weight: i64,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) delete_policies: Vec<String>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) output_log_policies: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct HookRun {
    #[serde(deserialize_with = "time")]
    pub(super) started_at: Option<Time>,
    #[serde(deserialize_with = "time")]
    pub(super) completed_at: Option<Time>,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) phase: String,
}

/// Go reads `null` as nothing.
fn null_as_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    reader: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(reader)?.unwrap_or_default())
}

const ZERO: &str = "0001-01-01T00:00:00Z";

/// Times as RFC 3339; Helm 3 wrote the empty text and Go's zero time where there is none.
pub(super) fn time<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Time>, D::Error> {
    match Option::<String>::deserialize(reader)?.as_deref() {
        None | Some("" | ZERO) => Ok(None),
        Some(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

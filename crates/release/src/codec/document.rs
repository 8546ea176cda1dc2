use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Time;

/// The JSON of a release, fields in Helm's order.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Document {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    pub(super) info: Info,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(super) chart: Value,
    #[serde(skip_serializing_if = "is_empty")]
    pub(super) config: Value,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) manifest: String,
    #[serde(
        skip_serializing_if = "is_empty_list",
        deserialize_with = "null_as_default"
    )]
    pub(super) hooks: Vec<Hook>,
    pub(super) version: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) namespace: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) apply_method: String,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Info {
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    pub(super) first_deployed: Option<Time>,
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    pub(super) last_deployed: Option<Time>,
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    pub(super) deleted: Option<Time>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rollback_revision: Option<u32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) notes: String,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Hook {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) path: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) manifest: String,
    #[serde(
        skip_serializing_if = "is_empty_list",
        deserialize_with = "null_as_default"
    )]
    pub(super) events: Vec<String>,
    pub(super) last_run: HookRun,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) weight: i64,
    #[serde(
        skip_serializing_if = "is_empty_list",
        deserialize_with = "null_as_default"
    )]
    pub(super) delete_policies: Vec<String>,
    #[serde(
        skip_serializing_if = "is_empty_list",
        deserialize_with = "null_as_default"
    )]
    pub(super) output_log_policies: Vec<String>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct HookRun {
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    pub(super) started_at: Option<Time>,
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    pub(super) completed_at: Option<Time>,
    pub(super) phase: String,
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_none_or(serde_json::Map::is_empty)
}

fn is_empty_list<T>(items: &[T]) -> bool {
    items.is_empty()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Go reads `null` as nothing.
fn null_as_default<'de, D: serde::Deserializer<'de>, T: Default + Deserialize<'de>>(
    reader: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(reader)?.unwrap_or_default())
}

/// Times as RFC 3339; Helm 3 wrote the empty text and Go's zero time where there is none.
mod time {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::Time;

    const ZERO: &str = "0001-01-01T00:00:00Z";

    #[expect(clippy::ref_option, reason = "serde hands over a reference")]
    pub(super) fn serialize<S: Serializer>(
        time: &Option<Time>,
        writer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => writer.collect_str(time),
            None => writer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        reader: D,
    ) -> Result<Option<Time>, D::Error> {
        match Option::<String>::deserialize(reader)?.as_deref() {
            None | Some("" | ZERO) => Ok(None),
            Some(text) => text.parse().map(Some).map_err(D::Error::custom),
        }
    }
}

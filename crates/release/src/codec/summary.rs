//! What a list needs of a record, read no further than it has to be.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufReader, Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::document::time;
use super::{CodecError, GZIP, MAX_RECORD_BYTES};
use crate::{ChartName, Summary, Time};

/// Reads the summary of a record. Namespace, revision and labels stand at the end of a record, or not in it at all:
/// whoever has the record has them beside it, and fills them in.
///
/// # Errors
/// [`CodecError`] when the text is damaged as far as it is read.
pub fn decode_summary(text: &str) -> Result<Summary, CodecError> {
    let bytes = STANDARD.decode(text)?;
    let mut parts = Parts::default();
    let result = if bytes.starts_with(&GZIP) {
        let inflated = GzDecoder::new(Cursor::new(bytes)).take(MAX_RECORD_BYTES);
        read(BufReader::with_capacity(BUFFER, inflated), &mut parts)
    } else {
        read(Cursor::new(bytes), &mut parts)
    };
    // Reading stops by failing, once there is everything.
    if !parts.are_complete()
        && let Err(error) = result
    {
        return Err(error.into());
    }
    Ok(parts.into_summary())
}

/// Inflated bytes at a time: most of a record lies behind what is needed.
const BUFFER: usize = 2048;

fn read(reader: impl Read, parts: &mut Parts) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_reader(reader);
    RecordSeed(parts).deserialize(&mut reader)
}

#[derive(Default)]
struct Parts {
    name: Option<String>,
    info: Option<Info>,
    chart: Option<ChartName>,
    has_chart: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    status: Option<String>,
    #[serde(deserialize_with = "time")]
    last_deployed: Option<Time>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metadata {
    name: Option<String>,
    version: Option<String>,
    app_version: Option<String>,
}

impl Parts {
    fn are_complete(&self) -> bool {
        self.name.is_some() && self.info.is_some() && self.has_chart
    }

    fn into_summary(self) -> Summary {
        let info = self.info.unwrap_or_default();
        Summary {
            name: self.name.unwrap_or_default(),
            status: info
                .status
                .and_then(|status| status.parse().ok())
                .unwrap_or_default(),
            last_deployed: info.last_deployed,
            chart: self.chart,
            labels: BTreeMap::new(),
            ..Summary::default()
        }
    }
}

/// Ends reading before the end.
fn enough<E: serde::de::Error>() -> E {
    E::custom("enough was read")
}

struct RecordSeed<'a>(&'a mut Parts);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a release")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let parts = self.0;
        while let Some(key) = fields.next_key::<String>()? {
            match key.as_str() {
                "name" => parts.name = fields.next_value()?,
                "info" => parts.info = fields.next_value()?,
                "chart" => fields.next_value_seed(ChartSeed(parts))?,
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
            if parts.are_complete() {
                return Err(enough());
            }
        }
        Ok(())
    }
}

struct ChartSeed<'a>(&'a mut Parts);

impl<'de> DeserializeSeed<'de> for ChartSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ChartSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a chart")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.has_chart = true;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let parts = self.0;
        while let Some(key) = fields.next_key::<String>()? {
            if key != "metadata" {
                fields.next_value::<IgnoredAny>()?;
                continue;
            }
            let metadata = fields.next_value::<Option<Metadata>>()?;
            parts.chart = metadata.map(|metadata| ChartName {
                name: metadata.name.unwrap_or_default(),
                version: metadata.version.unwrap_or_default(),
                app_version: metadata.app_version.unwrap_or_default(),
            });
            parts.has_chart = true;
            if parts.are_complete() {
                return Err(enough());
            }
        }
        parts.has_chart = true;
        Ok(())
    }
}

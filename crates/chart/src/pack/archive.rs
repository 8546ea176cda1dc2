use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use steersman_names::HelmDialect;
use steersman_yaml::encode_tree;

use super::PackError;
use super::tar::TarWriter;
use crate::encode::{lock_tree, metadata_tree};
use crate::json::{self, JsonError};
use crate::{Chart, Metadata, Modified, timestamp};

/// What stands in the extra field of Helm's archives: a subfield of 40 bytes, by which they are known.
const EXTRA: &[u8] = b"rr\x28\x00aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=";

/// The extra field before it was a well-formed subfield.
const EXTRA_BEFORE_4_3: &[u8] = b"+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=";

/// The operating system that Go names in archives: unknown.
const UNKNOWN_SYSTEM: u8 = 255;

/// The name of the archive of a chart.
pub fn archive_name(metadata: &Metadata) -> String {
    format!("{}-{}.tgz", metadata.name, metadata.version)
}

/// `Chart.yaml` as it is packed and saved: dependencies of a v1 chart have a file of their own.
///
/// # Errors
/// [`PackError::Encode`]
pub fn packed_metadata(metadata: &Metadata) -> Result<Vec<u8>, PackError> {
    let tree = if metadata.api_version == "v1" && metadata.dependencies.is_some() {
        metadata_tree(&Metadata {
            dependencies: None,
            ..metadata.clone()
        })
    } else {
        metadata_tree(metadata)
    };
    encode_tree(&tree).map_err(|error| PackError::Encode(error.to_string()))
}

/// The archive of a chart and all charts below it. Files without a time get `now`.
///
/// Equal charts give equal bytes.
///
/// # Errors
/// [`PackError`]
pub fn pack_archive(
    chart: &mut Chart,
    now: Modified,
    dialect: HelmDialect,
) -> Result<Vec<u8>, PackError> {
    chart.metadata.validate()?;
    let mut packer = Packer {
        tar: TarWriter::default(),
        now,
        dialect,
    };
    packer.chart(chart, "")?;
    let tar = packer.tar.finish();
    let extra = if dialect < HelmDialect::V4_3 {
        EXTRA_BEFORE_4_3
    } else {
        EXTRA
    };
    let mut gzip = GzBuilder::new()
        .extra(extra)
        .comment("Helm")
        .operating_system(UNKNOWN_SYSTEM)
        .write(Vec::with_capacity(tar.len() / 4), Compression::default());
    gzip.write_all(&tar)
        .and_then(|()| gzip.finish())
        .map_err(|error| PackError::Encode(error.to_string()))
}

struct Packer {
    tar: TarWriter,
    now: Modified,
    dialect: HelmDialect,
}

impl Packer {
    /// Adds a chart; `prefix` is the folder it stands in with a slash at the end, or nothing.
    fn chart(&mut self, chart: &Chart, prefix: &str) -> Result<(), PackError> {
        let name = chart.name();
        if name.is_empty() || name.contains('/') && name != "/" {
            return Err(PackError::InvalidName(name.to_owned()));
        }
        let base = format!("{prefix}{name}/");
        self.add(
            &base,
            "Chart.yaml",
            &packed_metadata(&chart.metadata)?,
            chart.modified,
        );
        if let Some(lock) = chart
            .lock
            .as_ref()
            .filter(|_| chart.metadata.api_version == "v2")
        {
            let text = encode_tree(&lock_tree(lock))
                .map_err(|error| PackError::Encode(error.to_string()))?;
            let modified = timestamp::parse(&lock.generated)
                .filter(|_| !lock.generated.starts_with("0001-01-01T00:00:00"))
                .map(|(seconds, nanos, _)| Modified { seconds, nanos });
            self.add(&base, "Chart.lock", &text, modified);
        }
        for file in chart.raw.iter().filter(|file| file.name == "values.yaml") {
            self.add(&base, "values.yaml", &file.data, file.modified);
        }
        if let Some(schema) = &chart.schema {
            if !matches!(
                json::parse(schema),
                Ok(_) | Err(JsonError::NumberOutOfRange(_))
            ) {
                return Err(PackError::InvalidSchema(self.dialect));
            }
            self.add(&base, "values.schema.json", schema, chart.schema_modified);
        }
        for file in chart.templates.iter().chain(&chart.files) {
            self.add(&base, &file.name, &file.data, file.modified);
        }
        let charts = format!("{base}charts/");
        for dependency in &chart.dependencies {
            self.chart(dependency, &charts)?;
        }
        Ok(())
    }

    fn add(&mut self, base: &str, name: &str, content: &[u8], modified: Option<Modified>) {
        // Helm 3 gives every file the time of packing.
        let modified = modified
            .filter(|_| self.dialect >= HelmDialect::V4_1)
            .unwrap_or(self.now);
        self.tar.file(&format!("{base}{name}"), content, modified);
    }
}

//! What a repository with an index offers.

use std::collections::BTreeMap;
use std::sync::Arc;

use steersman_chart::{Modified, metadata_tree};
use steersman_index::{ChartVersion, read_charts};
use steersman_net::{Request, SafeUrl};
use steersman_semver::Version;

use super::error::MirrorError;
use super::source::Mirror;
use crate::catalog::Entry;
use crate::names::FileName;
use crate::package::json_text;
use crate::random::digest_of_hex;

/// Bytes of the index of a source.
const MAX_INDEX: u64 = 128 << 20;
/// Versions of all charts of a source.
const MAX_VERSIONS: usize = 200_000;

/// What a source offers.
#[derive(Debug, Default)]
pub(super) struct Offer {
    pub(super) entries: Vec<Entry>,
    pub(super) left_out: usize,
    /// The entity tag of what was read.
    pub(super) tag: Option<String>,
}

impl Mirror {
    /// Whether a version is one that the mirror is for.
    pub(super) fn wants(&self, chart: &str, version: &str) -> bool {
        let charts = &self.source.charts;
        charts.iter().any(|pattern| pattern.matches(chart))
            && self.source.versions.as_ref().is_none_or(|constraint| {
                Version::parse(version).is_ok_and(|version| constraint.matches(&version))
            })
    }

    /// Reads the index of the source; `None` when it is the same as before. It may take long: not for threads that
    /// answer.
    pub(super) fn offer_of_index(&self, base: &SafeUrl) -> Result<Option<Offer>, MirrorError> {
        const NOT_MODIFIED: u16 = 304;
        let url = base.resolve(&SafeUrl::parse("index.yaml")?);
        let mut request = Request::get(url)
            .credentials(self.credentials.clone())
            .limit(MAX_INDEX)
            .compressed();
        if let Some(tag) = self.status().tag {
            request = request.header("If-None-Match", &tag);
        }
        let answer = self.client.send(&request)?;
        match answer.status() {
            200 => {}
            NOT_MODIFIED => return Ok(None),
            status => return Err(MirrorError::Status(status)),
        }
        let tag = answer.header("etag").map(str::to_owned);
        // Redirects do not change what addresses in the index are relative to: Helm takes the address it was given.
        let content = answer.bytes()?;
        let mut offered: BTreeMap<String, (Vec<Entry>, usize)> = BTreeMap::new();
        read_charts(&content, &mut |name, versions| {
            let chart = self.chart(&name, &versions, base);
            offered.insert(name, chart);
            Ok(())
        })?;
        let mut offer = Offer {
            tag,
            ..Offer::default()
        };
        for (entries, left_out) in offered.into_values() {
            offer.left_out += left_out;
            offer.entries.extend(entries);
        }
        if offer.entries.len() > MAX_VERSIONS {
            offer.left_out += offer.entries.len() - MAX_VERSIONS;
            offer.entries.truncate(MAX_VERSIONS);
        }
        Ok(Some(offer))
    }

    /// The entries of one chart, and how many had to be left out.
    fn chart(&self, name: &str, versions: &[ChartVersion], base: &SafeUrl) -> (Vec<Entry>, usize) {
        let shared: Arc<str> = name.into();
        let wanted: Vec<&ChartVersion> = versions
            .iter()
            .filter(|version| self.wants(name, &version.metadata.version))
            .collect();
        let entries: Vec<Entry> = wanted
            .iter()
            .filter_map(|version| entry_of(&shared, version, base))
            .collect();
        let left_out = wanted.len() - entries.len();
        (entries, left_out)
    }
}

/// A version as an entry. Without a digest nobody could tell whether the package is the right one.
fn entry_of(name: &Arc<str>, version: &ChartVersion, base: &SafeUrl) -> Option<Entry> {
    let digest = version.digest.strip_prefix("sha256:");
    let digest = digest_of_hex(digest.unwrap_or(&version.digest))?;
    if version.metadata.name != **name {
        return None;
    }
    let url = SafeUrl::parse(version.urls.as_ref()?.first()?).ok()?;
    let url = base.resolve(&url);
    let file = FileName::of_package(name, &version.metadata.version).ok()?;
    Some(Entry {
        name: Arc::clone(name),
        version: version.metadata.version.as_str().into(),
        file: file.as_str().into(),
        size: 0,
        created: time_of(&version.created),
        digest,
        metadata: json_text(&metadata_tree(&version.metadata)).into(),
        origin: Some(url.exposed().into()),
    })
}

/// A time in RFC 3339; the epoch when it is none.
pub(super) fn time_of(text: &str) -> Modified {
    let time: Option<jiff::Timestamp> = text.parse().ok();
    time.map_or_else(Modified::default, |time| Modified {
        seconds: time.as_second(),
        nanos: u32::try_from(time.subsec_nanosecond()).unwrap_or_default(),
    })
}

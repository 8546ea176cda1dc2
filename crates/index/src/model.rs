use std::collections::BTreeMap;

use steersman_chart::{Metadata, Modified};
use steersman_semver::Version;
use steersman_value::Tree;

/// A version of a chart in an index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartVersion {
    /// What its `Chart.yaml` says.
    pub metadata: Metadata,
    /// Where its archive is; only the first counts.
    pub urls: Option<Vec<String>>,
    /// When it was added, in RFC 3339.
    pub created: String,
    /// It was taken away.
    pub removed: bool,
    /// SHA-256 of its archive, in hexadecimal.
    pub digest: String,
    /// Fields of old indexes, kept and otherwise ignored: `checksum`, `engine`, `tillerVersion`, `url`.
    pub retired: [String; 4],
}

impl ChartVersion {
    /// The keys of a version, in the order in which Helm declares them: those of `Chart.yaml` and those of an index.
    pub(crate) const FIELDS: [&str; 25] = {
        let mut fields = [""; 25];
        let (of_chart, of_index) = fields.split_at_mut(Metadata::FIELDS.len());
        of_chart.copy_from_slice(&Metadata::FIELDS);
        of_index.copy_from_slice(&[
            "urls",
            "created",
            "removed",
            "digest",
            "checksum",
            "engine",
            "tillerVersion",
            "url",
        ]);
        fields
    };
}

/// An index, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The version of the format.
    pub api_version: String,
    /// When it was made, in RFC 3339.
    pub generated: String,
    /// The versions of each chart.
    pub entries: BTreeMap<String, Vec<ChartVersion>>,
    /// Keys of signers; nobody uses them.
    pub public_keys: Vec<String>,
    /// What other programs keep there.
    pub annotations: BTreeMap<String, String>,
    /// What `ChartMuseum` keeps there.
    pub server_info: Option<Tree>,
}

impl Index {
    /// An index without charts.
    pub fn new(now: Modified) -> Self {
        Self {
            api_version: "v1".into(),
            generated: now.to_rfc3339(),
            entries: BTreeMap::new(),
            public_keys: Vec::new(),
            annotations: BTreeMap::new(),
            server_info: None,
        }
    }

    /// Adds a version, after others of its chart.
    pub fn add(&mut self, version: ChartVersion) {
        let versions = self.entries.entry(version.metadata.name.clone());
        versions.or_default().push(version);
    }

    /// Puts the versions of each chart in order, the newest first.
    pub fn sort(&mut self) {
        for versions in self.entries.values_mut() {
            sort_versions(versions);
        }
    }
}

/// Newest first; what is no version comes last.
pub(crate) fn sort_versions(versions: &mut Vec<ChartVersion>) {
    let is_sorted = versions.len() < 2;
    if is_sorted {
        return;
    }
    let mut keyed: Vec<_> = versions
        .drain(..)
        .map(|version| (Version::parse(&version.metadata.version).ok(), version))
        .collect();
    keyed.sort_by(|(left, _), (right, _)| right.cmp(left));
    versions.extend(keyed.into_iter().map(|(_, version)| version));
}

/// An entry that was passed over when an index was read. The texts are Helm's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The chart it stood under.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Why; nothing for an entry that is null.
    pub error: Option<String>,
}

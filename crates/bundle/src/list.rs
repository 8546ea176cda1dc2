use serde::{Deserialize, Serialize};

/// What a bundle says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The charts.
    pub charts: Vec<ListedChart>,
    /// The images that the charts would run, as far as that was found out. They are not in the bundle.
    #[serde(default)]
    pub images: Vec<String>,
}

/// A chart in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedChart {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of its archive, with the algorithm.
    pub digest: String,
    /// The digest of its provenance file, with the algorithm, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub provenance: String,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The charts that depend on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed_by: Vec<String>,
}

use std::collections::BTreeMap;

use crate::{Release, Status, Time};

/// What a list says of a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The name.
    pub name: String,
    /// The namespace the record says it is in.
    pub namespace: String,
    /// The revision.
    pub version: u32,
    /// Where the revision stands.
    pub status: Status,
    /// When it was deployed.
    pub last_deployed: Option<Time>,
    /// Its chart; records without one have been seen.
    pub chart: Option<ChartName>,
    /// All labels it is stored with.
    pub labels: BTreeMap<String, String>,
}

/// How a chart is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartName {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The version of the application in it.
    pub app_version: String,
}

impl Release {
    /// What a list says of it.
    pub fn summary(&self) -> Summary {
        let mut labels = self.labels.clone();
        labels.extend(self.system_labels.clone());
        Summary {
            name: self.name.clone(),
            namespace: self.namespace.clone(),
            version: self.version,
            status: self.info.status,
            last_deployed: self.info.last_deployed,
            chart: self.chart_name(),
            labels,
        }
    }

    /// How its chart is called; nothing for a record without one.
    pub fn chart_name(&self) -> Option<ChartName> {
        let metadata = &self.chart.metadata;
        let name = ChartName {
            name: metadata.name.clone(),
            version: metadata.version.clone(),
            app_version: metadata.app_version.clone(),
        };
        (name != ChartName::default()).then_some(name)
    }
}

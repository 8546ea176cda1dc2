use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_chart::Chart;
use steersman_value::Table;

use crate::crds::CrdPolicy;
use crate::record::Rendering;
use crate::settings::{ChangeSettings, RenderSettings};

/// What `install` is to do.
#[derive(Clone, Debug)]
pub struct InstallRequest {
    /// What every verb that changes a release is told.
    pub common: ChangeSettings,
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values, merged from files and flags.
    pub values: Table,
    /// The user's labels for the record.
    pub labels: BTreeMap<String, String>,
    /// What happens when there is a release of that name.
    pub on_name_in_use: OnNameInUse,
    /// Whether a namespace that does not exist is made.
    pub namespaces: Namespaces,
    /// What becomes of files below `crds/`.
    pub crds: CrdPolicy,
    /// How the chart is rendered.
    pub render: RenderSettings,
    /// What the templates render to, where that is known already: they do not run then.
    pub rendering: Option<Rendering>,
    /// Whether everything is removed again when something fails.
    pub undo_on_failure: bool,
}

/// What happens when there is a release of that name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnNameInUse {
    /// It is refused.
    #[default]
    Refuse,
    /// If it failed or was uninstalled, its history goes on (`--replace`).
    Replace,
}

/// What happens to a namespace that does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Namespaces {
    /// It has to exist.
    #[default]
    Existing,
    /// It is made (`--create-namespace`).
    Create,
}

impl InstallRequest {
    /// A request with Helm's defaults.
    pub fn new(chart: Chart, values: Table, release_name: &str, namespace: &str) -> Self {
        Self {
            common: ChangeSettings::new(release_name, namespace),
            chart,
            values,
            labels: BTreeMap::new(),
            on_name_in_use: OnNameInUse::Refuse,
            namespaces: Namespaces::Existing,
            crds: CrdPolicy::Install,
            rendering: None,
            render: RenderSettings::default(),
            undo_on_failure: false,
        }
    }
}

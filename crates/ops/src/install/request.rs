use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_chart::Chart;
use steersman_value::Table;

use crate::crds::CrdPolicy;
use crate::interrupted::OnInterrupted;
use crate::record::Rendering;
use crate::settings::{RenderSettings, RunHooks, Trial, WaitSettings, WriteSettings};

/// What `install` is to do.
#[derive(Clone, Debug)]
pub struct InstallRequest {
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values, merged from files and flags.
    pub values: Table,
    /// The name of the release, checked by the operation.
    pub release_name: String,
    /// The namespace of the release.
    pub namespace: String,
    /// What the record says when all went well.
    pub description: Option<String>,
    /// The user's labels for the record.
    pub labels: BTreeMap<String, String>,
    /// Whether it is only tried.
    pub trial: Trial,
    /// What happens when there is a release of that name.
    pub on_name_in_use: OnNameInUse,
    /// Whether a namespace that does not exist is made.
    pub namespaces: Namespaces,
    /// What becomes of files below `crds/`.
    pub crds: CrdPolicy,
    /// Whether hooks run.
    pub hooks: RunHooks,
    /// How the chart is rendered.
    pub render: RenderSettings,
    /// What the templates render to, where that is known already: they do not run then.
    pub rendering: Option<Rendering>,
    /// How objects are written.
    pub write: WriteSettings,
    /// What is waited for.
    pub wait: WaitSettings,
    /// What becomes of an operation that was cut off.
    pub on_interrupted: OnInterrupted,
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
            chart,
            values,
            release_name: release_name.to_owned(),
            namespace: namespace.to_owned(),
            description: None,
            labels: BTreeMap::new(),
            trial: Trial::No,
            on_name_in_use: OnNameInUse::Refuse,
            namespaces: Namespaces::Existing,
            crds: CrdPolicy::Create,
            hooks: RunHooks::Yes,
            rendering: None,
            render: RenderSettings::default(),
            write: WriteSettings::default(),
            wait: WaitSettings::default(),
            on_interrupted: OnInterrupted::default(),
            undo_on_failure: false,
        }
    }
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_chart::Chart;
use steersman_value::Table;

use crate::crds::CrdPolicy;
use crate::interrupted::OnInterrupted;
use crate::record::Rendering;
use crate::settings::{RenderSettings, RunHooks, Trial, WaitSettings, WriteSettings};

/// What `upgrade` is to do.
#[derive(Clone, Debug)]
pub struct UpgradeRequest {
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values, merged from files and flags.
    pub values: Table,
    /// What becomes of the values of the revision before.
    pub reuse: ValuesReuse,
    /// The name of the release.
    pub release_name: String,
    /// The namespace the release is looked for in.
    pub namespace: String,
    /// What the record says when all went well.
    pub description: Option<String>,
    /// Labels for the record, over those it had; `null` removes one.
    pub labels: BTreeMap<String, String>,
    /// Whether it is only tried.
    pub trial: Trial,
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
    /// How many revisions are kept; 0 for all.
    pub history_max: usize,
    /// What becomes of an operation that was cut off.
    pub on_interrupted: OnInterrupted,
    /// What happens when something fails.
    pub on_failure: OnFailure,
}

/// What happens when something fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFailure {
    /// The release goes back to the last revision that worked.
    pub roll_back: bool,
    /// What was made new is deleted.
    pub clean_up: bool,
}

/// What becomes of the values of the revision before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValuesReuse {
    /// They are taken when there are no new ones.
    #[default]
    WhenNoneGiven,
    /// They are forgotten (`--reset-values`).
    Reset,
    /// They stay below the new ones, together with the defaults of the chart before (`--reuse-values`).
    Reuse,
    /// They stay below the new ones, over the defaults of the new chart (`--reset-then-reuse-values`).
    ResetThenReuse,
}

impl UpgradeRequest {
    /// A request with Helm's defaults.
    pub fn new(chart: Chart, values: Table, release_name: &str, namespace: &str) -> Self {
        Self {
            chart,
            values,
            reuse: ValuesReuse::WhenNoneGiven,
            release_name: release_name.to_owned(),
            namespace: namespace.to_owned(),
            description: None,
            labels: BTreeMap::new(),
            trial: Trial::No,
            crds: CrdPolicy::Skip,
            hooks: RunHooks::Yes,
            rendering: None,
            render: RenderSettings::default(),
            write: WriteSettings::default(),
            wait: WaitSettings::default(),
            on_interrupted: OnInterrupted::default(),
            history_max: 10,
            on_failure: OnFailure::default(),
        }
    }
}

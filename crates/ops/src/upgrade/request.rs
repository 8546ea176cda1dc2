use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_chart::Chart;
use steersman_value::Table;

use crate::crds::CrdPolicy;
use crate::record::Rendering;
use crate::settings::{ChangeSettings, RenderSettings};

/// What `upgrade` is to do.
#[derive(Clone, Debug)]
pub struct UpgradeRequest {
    /// What every verb that changes a release is told.
    pub common: ChangeSettings,
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values, merged from files and flags.
    pub values: Table,
    /// What becomes of the values of the revision before.
    pub reuse: ValuesReuse,
    /// Labels for the record, over those it had; `null` removes one.
    pub labels: BTreeMap<String, String>,
    /// What becomes of files below `crds/`.
    pub crds: CrdPolicy,
    /// How the chart is rendered.
    pub render: RenderSettings,
    /// What the templates render to, where that is known already: they do not run then.
    pub rendering: Option<Rendering>,
    /// How many revisions are kept; 0 for all.
    pub history_max: usize,
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
            common: ChangeSettings::new(release_name, namespace),
            chart,
            values,
            reuse: ValuesReuse::WhenNoneGiven,
            labels: BTreeMap::new(),
            crds: CrdPolicy::Skip,
            rendering: None,
            render: RenderSettings::default(),
            history_max: 10,
            on_failure: OnFailure::default(),
        }
    }
}

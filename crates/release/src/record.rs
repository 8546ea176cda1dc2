use std::collections::BTreeMap;

use steersman_chart::Chart;
use steersman_value::Table;

use crate::{Status, Time};

/// One revision of a release.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Release {
    /// The name.
    pub name: String,
    /// The namespace the record is in, and where objects without one go.
    pub namespace: String,
    /// The revision, from 1.
    pub version: u32,
    /// Status, times and texts.
    pub info: Info,
    /// The chart, without its dependencies: records do not hold them.
    pub chart: Chart,
    /// The values the user gave, without the defaults of the chart.
    pub config: Table,
    /// The rendered objects.
    pub manifest: String,
    /// The hooks.
    pub hooks: Vec<Hook>,
    /// How objects were written; records of Helm 3 do not say.
    pub apply_method: Option<ApplyMethod>,
    /// The labels the user gave. They are stored beside the record, not in it.
    pub labels: BTreeMap<String, String>,
    /// The labels that storage itself had set when the record was read; writing does not look at them.
    pub system_labels: BTreeMap<String, String>,
}

/// Status, times and texts of a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// When revision 1 was deployed.
    pub first_deployed: Option<Time>,
    /// When this revision was deployed.
    pub last_deployed: Option<Time>,
    /// When the release was uninstalled.
    pub deleted: Option<Time>,
    /// What was done, for people.
    pub description: String,
    /// Where the revision stands.
    pub status: Status,
    /// The revision that this one went back to.
    pub rollback_revision: Option<u32>,
    /// The rendered notes.
    pub notes: String,
}

/// How the objects of a revision were written to the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyMethod {
    /// Patches computed here (`csa`).
    ClientSide,
    /// Server-side apply (`ssa`).
    ServerSide,
}

impl ApplyMethod {
    /// The word in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientSide => "csa",
            Self::ServerSide => "ssa",
        }
    }

    /// The method of that word.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::ClientSide, Self::ServerSide]
            .into_iter()
            .find(|method| method.name() == name)
    }
}

/// An object that runs at an event of the release.
///
/// Events and policies are kept as words, so that a record with words of a later Helm comes through unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hook {
    /// The name of the object.
    pub name: String,
    /// The kind of the object.
    pub kind: String,
    /// The template it was rendered from.
    pub path: String,
    /// The rendered object.
    pub manifest: String,
    /// The events it runs at, such as `pre-install`.
    pub events: Vec<String>,
    /// What its last run came to.
    pub last_run: HookRun,
    /// Its place among the hooks of an event.
    pub weight: i64,
    /// When its object is deleted, such as `before-hook-creation`.
    pub delete_policies: Vec<String>,
    /// When its logs are shown, such as `hook-failed`.
    pub output_log_policies: Vec<String>,
}

/// The last run of a hook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HookRun {
    /// When it was started.
    pub started_at: Option<Time>,
    /// When it ended.
    pub completed_at: Option<Time>,
    /// What it came to.
    pub phase: Phase,
}

/// What the run of a hook came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// It has not run.
    #[default]
    NotRun,
    /// It ran and nobody knows how it went.
    Unknown,
    /// It runs.
    Running,
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed,
}

impl Phase {
    /// The word in records and output; empty for a hook that has not run.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotRun => "",
            Self::Unknown => "Unknown",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }

    /// The phase of that word; a word of a later Helm is [`Phase::Unknown`].
    pub fn from_name(name: &str) -> Self {
        let all = [Self::NotRun, Self::Running, Self::Succeeded, Self::Failed];
        all.into_iter()
            .find(|phase| phase.name() == name)
            .unwrap_or(Self::Unknown)
    }
}

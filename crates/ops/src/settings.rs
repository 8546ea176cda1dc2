//! What the verbs that change a cluster have in common to be told.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use steersman_render::RenderLimits;

use crate::{OnInterrupted, PostRender};

/// Whether an operation is only tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trial {
    /// It is done.
    #[default]
    No,
    /// It is tried without the cluster, as far as that goes.
    Client,
    /// The cluster is asked, nothing is written.
    Server,
}

/// What every verb that changes a release is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeSettings {
    /// The name of the release, checked by the operation.
    pub release_name: String,
    /// The namespace of the release.
    pub namespace: String,
    /// What the record says when all went well, in place of what it says by itself.
    pub description: Option<String>,
    /// Whether it is only tried.
    #[serde(skip)]
    pub trial: Trial,
    /// Whether hooks run.
    pub hooks: RunHooks,
    /// How objects are written, where any are.
    pub write: WriteSettings,
    /// What is waited for.
    pub wait: WaitSettings,
    /// What becomes of an operation that was cut off.
    pub on_interrupted: OnInterrupted,
}

impl ChangeSettings {
    /// Helm's defaults.
    pub fn new(release_name: &str, namespace: &str) -> Self {
        Self {
            release_name: release_name.to_owned(),
            namespace: namespace.to_owned(),
            description: None,
            trial: Trial::No,
            hooks: RunHooks::Yes,
            write: WriteSettings::default(),
            wait: WaitSettings::default(),
            on_interrupted: OnInterrupted::default(),
        }
    }
}

/// How the chart is rendered.
#[derive(Clone, Debug, Default)]
pub struct RenderSettings {
    /// Whether values are not checked against schemas.
    pub skip_schema_validation: bool,
    /// Whether `getHostByName` may ask the network.
    pub dns: bool,
    /// Whether the notes of dependencies count too.
    pub dependency_notes: bool,
    /// Whether the content of Secrets is left out.
    pub hide_secrets: bool,
    /// What the templates may use.
    pub limits: RenderLimits,
    /// Who changes what they printed.
    pub post_render: Option<Arc<dyn PostRender>>,
}

/// How objects are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteSettings {
    /// Who computes what changes.
    pub server_side: ServerSide,
    /// Whether server-side apply takes fields from other owners.
    pub force_conflicts: bool,
    /// Whether objects are written over instead of changed.
    pub force_replace: bool,
    /// Whether objects that are there already are taken over, whoever they belong to.
    pub take_ownership: bool,
}

/// Who computes what changes in an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServerSide {
    /// Who did it for the release before; the server for new ones.
    #[default]
    Auto,
    /// The server.
    On,
    /// This program.
    Off,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitSettings {
    /// By which rules.
    pub strategy: WaitStrategy,
    /// Whether Jobs have to be complete, not just started.
    pub jobs: bool,
    /// How long, for each thing that is waited for.
    pub timeout: Duration,
}

impl Default for WaitSettings {
    fn default() -> Self {
        Self {
            strategy: WaitStrategy::HookOnly,
            jobs: false,
            timeout: Duration::from_mins(5),
        }
    }
}

impl WaitSettings {
    /// With what rolling back on failure needs: somebody has to see that it failed.
    pub(crate) fn seeing_failures(mut self, needed: bool) -> Self {
        if needed && self.strategy == WaitStrategy::HookOnly {
            self.strategy = WaitStrategy::Watcher;
        }
        self
    }
}

/// By which rules objects are waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitStrategy {
    /// Hooks only.
    #[default]
    HookOnly,
    /// All objects, by the rules of kstatus.
    Watcher,
    /// All objects, by the rules of Helm 3.
    Legacy,
}

/// Whether hooks run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunHooks {
    /// They do.
    #[default]
    Yes,
    /// They do not (`--no-hooks`).
    No,
}

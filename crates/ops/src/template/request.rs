use std::collections::BTreeMap;
use std::sync::Arc;

use steersman_chart::Chart;
use steersman_render::{RenderLimits, Watch};
use steersman_value::Table;

use crate::PostRender;

/// Which hooks the output holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hooks {
    /// All of them.
    #[default]
    All,
    /// All but tests (`--skip-tests`).
    WithoutTests,
    /// None (`--no-hooks`).
    None,
}

/// Where the output goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// One stream.
    #[default]
    Stream,
    /// One file for each template, in a folder of the face's choice (`--output-dir`).
    Files,
    /// The same, below a folder with the name of the release (`--release-name`).
    FilesByRelease,
}

/// What `template` is to do.
#[derive(Clone, Debug)]
pub struct TemplateRequest {
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values, merged from files and flags.
    pub values: Table,
    /// The name of the release, checked by the operation.
    pub release_name: String,
    /// The namespace of the release.
    pub namespace: String,
    /// The labels that the record of the release would have.
    pub labels: BTreeMap<String, String>,
    /// Whether templates see an upgrade rather than an installation.
    pub is_upgrade: bool,
    /// The version of Kubernetes to assume, as the user wrote it.
    pub kube_version: Option<String>,
    /// API versions to assume beside the known ones.
    pub api_versions: Vec<String>,
    /// Whether files below `crds/` are part of the output.
    pub include_crds: bool,
    /// Which hooks are part of the output.
    pub hooks: Hooks,
    /// Print only the documents of templates whose path matches one of these (`--show-only`).
    pub show_only: Vec<String>,
    /// Whether values are not checked against schemas.
    pub skip_schema_validation: bool,
    /// Whether `getHostByName` may ask the network.
    pub dns: bool,
    /// Whether the content of Secrets is left out.
    pub hide_secrets: bool,
    /// Where the output goes.
    pub destination: Destination,
    /// Whether a failed render still yields what it printed (`--debug`).
    pub show_rendered_on_failure: bool,
    /// Whether the cluster's objects are taken over, whoever they belong to; only matters where a cluster is asked.
    pub take_ownership: bool,
    /// Whether it does not matter that files below `crds/` are not installed; only matters where a cluster is asked.
    pub skip_crds: bool,
    /// What the templates may use.
    pub limits: RenderLimits,
    /// What to watch while they run.
    pub watch: Watch,
    /// Who changes what they printed.
    pub post_render: Option<Arc<dyn PostRender>>,
}

impl TemplateRequest {
    /// A request with Helm's defaults.
    pub fn new(chart: Chart, values: Table) -> Self {
        Self {
            chart,
            values,
            release_name: "release-name".to_owned(),
            namespace: "default".to_owned(),
            labels: BTreeMap::new(),
            is_upgrade: false,
            kube_version: None,
            api_versions: Vec::new(),
            include_crds: false,
            hooks: Hooks::All,
            show_only: Vec::new(),
            skip_schema_validation: false,
            dns: false,
            hide_secrets: false,
            destination: Destination::Stream,
            show_rendered_on_failure: false,
            take_ownership: false,
            skip_crds: false,
            limits: RenderLimits::default(),
            watch: Watch::default(),
            post_render: None,
        }
    }
}

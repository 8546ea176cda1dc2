//! Plans that are kept and carried out later.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use steersman_chart::archive::Limits;
use steersman_chart::{Chart, File, Origin, load_files};
use steersman_names::HelmDialect;
use steersman_plan::Propagation;
use steersman_release::{Release, decode, encode};
use steersman_value::Table;
use thiserror::Error;

use super::facts::Facts;
use super::guard::GuardedRecords;
use super::model::Severity;
use super::operation::Operation;
use super::run::Planned;
use crate::crds::CrdPolicy;
use crate::install::{InstallRequest, Namespaces, OnNameInUse};
use crate::lease::with_lease;
use crate::rollback::RollbackRequest;
use crate::settings::ChangeSettings;
use crate::uninstall::UninstallRequest;
use crate::upgrade::{OnFailure, UpgradeRequest, ValuesReuse};
use crate::{ReleaseContext, ReleaseError, Rendering};

/// Everything that is needed to carry a plan out. It holds secrets: whoever keeps it has to hide it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedPlan {
    request: SavedRequest,
    /// The rendering and the values, as a record in Helm's format.
    record: String,
    /// The files of the chart, and of those in it, by their paths, in base64.
    chart: BTreeMap<String, String>,
    facts: Facts,
}

/// Why a plan can not be carried out.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ApplyPlanError {
    /// What is kept is not what was kept.
    #[error("the plan is damaged: {0}")]
    Damaged(String),
    /// Something it rests on is not as it was.
    #[error("the plan is out of date: {}", .0.join("; "))]
    Changed(Vec<String>),
    /// It would fail.
    #[error("the plan cannot be carried out any more: {}", .0.join("; "))]
    Blocked(Vec<String>),
    /// The verb failed.
    #[error(transparent)]
    Verb(#[from] ReleaseError),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum SavedRequest {
    Install {
        on_name_in_use: OnNameInUse,
        namespaces: Namespaces,
        undo_on_failure: bool,
        common: ChangeSettings,
        crds: CrdPolicy,
        labels: BTreeMap<String, String>,
    },
    Upgrade {
        reuse: ValuesReuse,
        on_failure: OnFailure,
        history_max: usize,
        common: ChangeSettings,
        crds: CrdPolicy,
        labels: BTreeMap<String, String>,
    },
    Rollback {
        revision: i64,
        history_max: usize,
        clean_up_on_failure: bool,
        common: ChangeSettings,
    },
    Uninstall {
        ignore_not_found: bool,
        keep_history: bool,
        cascade: Propagation,
        common: ChangeSettings,
    },
}

impl SavedPlan {
    /// Keeps a plan of an operation.
    ///
    /// # Errors
    /// [`ApplyPlanError::Damaged`] when values cannot be written as a record.
    pub fn new(operation: &Operation, planned: &Planned) -> Result<Self, ApplyPlanError> {
        let (chart, config) = match operation {
            Operation::Install(request) => (Some(&request.chart), request.values.clone()),
            Operation::Upgrade(request) => (Some(&request.chart), request.values.clone()),
            Operation::Rollback(_) | Operation::Uninstall(_) => (None, Table::new()),
        };
        let rendering = planned.rendering.clone().unwrap_or_default();
        let mut record = Release {
            manifest: rendering.manifest,
            hooks: rendering.hooks,
            config,
            ..Release::default()
        };
        record.info.notes = rendering.notes;
        let record = encode(&record).map_err(|error| ApplyPlanError::Damaged(error.to_string()))?;
        let mut files = BTreeMap::new();
        if let Some(chart) = chart {
            add_files(chart, "", &mut files);
        }
        Ok(Self {
            request: saved(operation),
            record,
            chart: files,
            facts: planned.facts.clone(),
        })
    }

    /// The operation that was planned.
    ///
    /// # Errors
    /// [`ApplyPlanError::Damaged`]
    fn operation(&self, dialect: HelmDialect) -> Result<Operation, ApplyPlanError> {
        let damaged = |error: String| ApplyPlanError::Damaged(error);
        let record = decode(&self.record).map_err(|error| damaged(error.to_string()))?;
        let chart = if self.chart.is_empty() {
            Chart::default()
        } else {
            let mut files = Vec::new();
            for (path, text) in &self.chart {
                let bytes = STANDARD
                    .decode(text)
                    .map_err(|error| damaged(error.to_string()))?;
                files.push(File::new(path.clone(), bytes));
            }
            load_files(files, Origin::Folder, dialect, &Limits::default())
                .map_err(|error| damaged(error.to_string()))?
                .chart
        };
        let rendering = Rendering {
            manifest: record.manifest,
            hooks: record.hooks,
            notes: record.info.notes,
        };
        Ok(restored(&self.request, chart, record.config).rendered(Some(rendering)))
    }

    /// Carries the plan out, if everything it rests on is as it was: that is looked at before anything is written, and once
    /// more when nobody else can work on the release. The record is the new one, and the text what was kept.
    ///
    /// # Errors
    /// [`ApplyPlanError`]; nothing was written unless it is [`ApplyPlanError::Verb`].
    pub fn apply(
        self,
        context: &ReleaseContext<'_>,
    ) -> Result<(Operation, Option<Release>, String), ApplyPlanError> {
        let operation = self.operation(context.base.dialect)?;
        self.check(context, &operation)?;
        let (name, namespace) = operation.release();
        let (name, namespace) = (name.to_owned(), namespace.to_owned());
        let (release, kept) =
            with_lease(context, &namespace, &name, operation.verb(), |keeper| {
                let revisions = match self.check(context, &operation) {
                    Ok(revisions) => revisions,
                    Err(ApplyPlanError::Verb(error)) => return Err(error),
                    Err(error) => return Ok(Err(error)),
                };
                let guarded = GuardedRecords::new(context.releases, revisions);
                let context = ReleaseContext {
                    releases: &guarded,
                    ..*context
                };
                let performed = operation.clone().perform_held(&context, keeper)?;
                Ok(Ok(performed))
            })??;
        Ok((operation, release, kept))
    }

    /// Whether the plan would come out as it did. The revisions that it writes.
    fn check(
        &self,
        context: &ReleaseContext<'_>,
        operation: &Operation,
    ) -> Result<Vec<u32>, ApplyPlanError> {
        let now = super::run::plan(context, operation, None)?;
        let changed = self.facts.changed_since(&now.facts);
        if !changed.is_empty() {
            return Err(ApplyPlanError::Changed(changed));
        }
        if now.plan.is_blocked() {
            let errors = now
                .plan
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error);
            let problems = errors.map(|finding| match &finding.object {
                Some(object) => format!("{object}: {}", finding.message),
                None => finding.message.clone(),
            });
            return Err(ApplyPlanError::Blocked(problems.collect()));
        }
        let records = now.plan.records.iter();
        Ok(records.map(|record| record.revision).collect())
    }
}

/// Adds the files of a chart and of those in it.
fn add_files(chart: &Chart, folder: &str, files: &mut BTreeMap<String, String>) {
    for file in &chart.raw {
        let path = format!("{folder}{}", file.name);
        files.insert(path, STANDARD.encode(&file.data));
    }
    for (place, dependency) in chart.dependencies.iter().enumerate() {
        // Two may have one name.
        add_files(dependency, &format!("{folder}charts/{place}/"), files);
    }
}

fn saved(operation: &Operation) -> SavedRequest {
    match operation {
        Operation::Install(request) => SavedRequest::Install {
            on_name_in_use: request.on_name_in_use,
            namespaces: request.namespaces,
            undo_on_failure: request.undo_on_failure,
            common: request.common.clone(),
            crds: request.crds,
            labels: request.labels.clone(),
        },
        Operation::Upgrade(request) => SavedRequest::Upgrade {
            reuse: request.reuse,
            on_failure: request.on_failure,
            history_max: request.history_max,
            common: request.common.clone(),
            crds: request.crds,
            labels: request.labels.clone(),
        },
        Operation::Rollback(request) => SavedRequest::Rollback {
            revision: request.revision,
            history_max: request.history_max,
            clean_up_on_failure: request.clean_up_on_failure,
            common: request.common.clone(),
        },
        Operation::Uninstall(request) => SavedRequest::Uninstall {
            ignore_not_found: request.ignore_not_found,
            keep_history: request.keep_history,
            cascade: request.cascade,
            common: request.common.clone(),
        },
    }
}

fn restored(saved: &SavedRequest, chart: Chart, values: Table) -> Operation {
    match saved {
        SavedRequest::Install {
            on_name_in_use,
            namespaces,
            undo_on_failure,
            common,
            crds,
            labels,
        } => {
            let mut request =
                InstallRequest::new(chart, values, &common.release_name, &common.namespace);
            request.common.clone_from(common);
            request.on_name_in_use = *on_name_in_use;
            request.namespaces = *namespaces;
            request.undo_on_failure = *undo_on_failure;
            request.crds = *crds;
            request.labels.clone_from(labels);
            Operation::Install(Box::new(request))
        }
        SavedRequest::Upgrade {
            reuse,
            on_failure,
            history_max,
            common,
            crds,
            labels,
        } => {
            let mut request =
                UpgradeRequest::new(chart, values, &common.release_name, &common.namespace);
            request.common.clone_from(common);
            request.reuse = *reuse;
            request.on_failure = *on_failure;
            request.history_max = *history_max;
            request.crds = *crds;
            request.labels.clone_from(labels);
            Operation::Upgrade(Box::new(request))
        }
        SavedRequest::Rollback {
            revision,
            history_max,
            clean_up_on_failure,
            common,
        } => {
            let mut request = RollbackRequest::new(&common.release_name, &common.namespace);
            request.common.clone_from(common);
            request.revision = *revision;
            request.history_max = *history_max;
            request.clean_up_on_failure = *clean_up_on_failure;
            Operation::Rollback(Box::new(request))
        }
        SavedRequest::Uninstall {
            ignore_not_found,
            keep_history,
            cascade,
            common,
        } => {
            let mut request = UninstallRequest::new(&common.release_name, &common.namespace);
            request.common.clone_from(common);
            request.ignore_not_found = *ignore_not_found;
            request.keep_history = *keep_history;
            request.cascade = *cascade;
            Operation::Uninstall(Box::new(request))
        }
    }
}

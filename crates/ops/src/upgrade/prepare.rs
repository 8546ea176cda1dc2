use std::collections::BTreeMap;

use steersman_names::ReleaseName;
use steersman_plan::{BuildError, Owner, Resource, build};
use steersman_release::{ApplyMethod, History, Info, Query, Release, Status, check_user_labels};
use steersman_render::{Capabilities, Mode, ReleaseAction, RenderRequest, Watch};

use super::UpgradeRequest;
use super::values::reuse_values;
use crate::capabilities::{capabilities, reach};
use crate::ownership::existing;
use crate::record::{manifest_text, record_hooks};
use crate::rendering::{Notes, render_chart, resolve_dependencies};
use crate::settings::{ServerSide, Trial};
use crate::{ReleaseContext, ReleaseError};

/// An upgrade up to the first thing that is written.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The revision that the new one comes from.
    pub(super) current: Release,
    /// The record of the new revision.
    pub(super) release: Release,
    /// The objects of the revision before, and those that are adopted.
    pub(super) originals: Vec<Resource>,
    /// The objects of the new revision.
    pub(super) targets: Vec<Resource>,
    /// All revisions before.
    pub(super) history: History,
}

/// How objects are written after a revision that was written in some way.
pub(crate) fn method_after(wanted: ServerSide, before: Option<ApplyMethod>) -> ApplyMethod {
    match wanted {
        ServerSide::On => ApplyMethod::ServerSide,
        ServerSide::Off => ApplyMethod::ClientSide,
        ServerSide::Auto => before.unwrap_or(ApplyMethod::ClientSide),
    }
}

pub(super) fn prepare(
    context: &ReleaseContext<'_>,
    request: &mut UpgradeRequest,
) -> Result<Prepared, ReleaseError> {
    let version = reach(context)?;
    let name = request.release_name.clone();
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "release name is invalid: {name}"
        )));
    }
    if request.trial == Trial::No && request.render.hide_secrets {
        return Err(ReleaseError::HiddenForReal);
    }
    let history = History::new(context.releases.query(&Query {
        name: Some(&name),
        status: None,
    })?);
    let (last, current) = base(&history, &name)?;
    let (last, current) = (last.clone(), current.clone());
    reuse_values(context, request, &current)?;
    resolve_dependencies(&mut request.chart, &request.values, &context.base)
        .map_err(plain_dependencies)?;
    let capabilities = capabilities(context, &version)?;
    let release = render(context, request, (&last, &current), &capabilities)?;
    let originals = build_current(context, &current)?;
    let (originals, targets) = build_targets(context, request, &release, originals)?;
    Ok(Prepared {
        current,
        release,
        originals,
        targets,
        history,
    })
}

/// The newest revision, and the one that the upgrade starts from.
fn base<'a>(history: &'a History, name: &str) -> Result<(&'a Release, &'a Release), ReleaseError> {
    let none = || ReleaseError::NoneDeployed(name.to_owned());
    let last = history.last().ok_or_else(none)?;
    if last.info.status.is_pending() {
        return Err(ReleaseError::Pending);
    }
    let current = match history.deployed() {
        Some(deployed) => deployed,
        None if matches!(last.info.status, Status::Failed | Status::Superseded) => last,
        None => return Err(none()),
    };
    Ok((last, current))
}

/// An upgrade says nothing before what is wrong with dependencies.
fn plain_dependencies(error: crate::template::TemplateError) -> ReleaseError {
    match error {
        crate::template::TemplateError::Dependencies(error) => {
            crate::template::TemplateError::PlainDependencies(error).into()
        }
        other => other.into(),
    }
}

fn render(
    context: &ReleaseContext<'_>,
    request: &mut UpgradeRequest,
    (last, current): (&Release, &Release),
    capabilities: &Capabilities,
) -> Result<Release, ReleaseError> {
    let revision = last.version + 1;
    let rendered = render_chart(
        &RenderRequest {
            chart: &request.chart,
            values: &request.values,
            release: &steersman_render::Release {
                name: request.release_name.clone(),
                namespace: current.namespace.clone(),
                revision: revision.into(),
                action: ReleaseAction::Upgrade,
            },
            capabilities,
            dialect: context.base.dialect,
            mode: Mode::Strict,
            skip_schema_validation: request.render.skip_schema_validation,
            dns: request.render.dns,
            limits: request.render.limits,
            watch: Watch::default(),
        },
        if request.render.dependency_notes {
            Notes::All
        } else {
            Notes::Own
        },
        &context.base,
    )?;
    check_user_labels(&request.labels)?;
    Ok(Release {
        name: request.release_name.clone(),
        namespace: current.namespace.clone(),
        version: revision,
        info: Info {
            first_deployed: current.info.first_deployed,
            last_deployed: Some(context.clock.now()),
            status: Status::PendingUpgrade,
            description: "Preparing upgrade".to_owned(),
            notes: rendered.notes,
            ..Info::default()
        },
        manifest: manifest_text(&rendered.sorted, request.render.hide_secrets),
        hooks: record_hooks(&rendered.sorted),
        chart: std::mem::take(&mut request.chart),
        config: std::mem::take(&mut request.values),
        apply_method: Some(method_after(request.write.server_side, last.apply_method)),
        labels: merge_labels(&last.labels, &request.labels),
        ..Release::default()
    })
}

fn merge_labels(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut labels = old.clone();
    labels.extend(new.clone());
    labels.retain(|_, value| value != "null");
    labels
}

/// The objects of the revision before.
fn build_current(
    context: &ReleaseContext<'_>,
    current: &Release,
) -> Result<Vec<Resource>, ReleaseError> {
    build(
        context.cluster,
        current.manifest.as_bytes(),
        &current.namespace,
    )
    .map_err(|source| ReleaseError::Build {
        what: current_problem(&source),
        source,
    })
}

fn current_problem(error: &BuildError) -> &'static str {
    match error {
        BuildError::Cluster(_) if error.is_no_match() => {
            "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore unable to build the kubernetes objects for performing the diff. error from kubernetes"
        }
        _ => "unable to build kubernetes objects from current release manifest",
    }
}

/// The objects of the revision before with those that are adopted, and the objects of the new revision.
fn build_targets(
    context: &ReleaseContext<'_>,
    request: &UpgradeRequest,
    release: &Release,
    mut originals: Vec<Resource>,
) -> Result<(Vec<Resource>, Vec<Resource>), ReleaseError> {
    let mut targets = build(
        context.cluster,
        release.manifest.as_bytes(),
        &release.namespace,
    )
    .map_err(|source| ReleaseError::Build {
        what: "unable to build kubernetes objects from new release manifest",
        source,
    })?;
    let owner = Owner {
        name: &release.name,
        namespace: &release.namespace,
    };
    for target in &mut targets {
        owner.mark(&mut target.object);
    }
    let new: Vec<Resource> = targets
        .iter()
        .filter(|target| {
            // Helm takes an object in another version of its API for a new one here, and only here.
            !originals
                .iter()
                .any(|original| original.target == target.target)
        })
        .cloned()
        .collect();
    let owner = (!request.write.take_ownership).then_some(owner);
    let adopted = existing(context, &new, owner).map_err(|source| ReleaseError::Ownership {
        what: "unable to continue with update",
        source,
    })?;
    originals.extend(adopted);
    Ok((originals, targets))
}

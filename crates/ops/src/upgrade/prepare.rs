use std::collections::BTreeMap;

use steersman_names::ReleaseName;
use steersman_plan::{BuildError, Owner, Resource};
use steersman_release::{ApplyMethod, History, Info, Release, Status, check_user_labels};
use steersman_render::{Capabilities, ReleaseAction};

use super::UpgradeRequest;
use super::values::reuse_values;
use crate::capabilities::{capabilities, reach, with_versions};
use crate::crds::{CrdPolicy, bring_crds};
use crate::interrupted::{
    OnInterrupted, before_last, close, find, is_same_work, read_history, tell, unsettled,
};
use crate::lease::Keeper;
use crate::objects::release_objects;
use crate::ownership::existing;
use crate::record::Rendering;
use crate::rendering::{Afterwards, render_release, resolve_dependencies};
use crate::rollback::{RollbackRequest, rollback_held};
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
    /// Whether the new revision was begun before, and its record is stored.
    pub(super) is_resumed: bool,
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
    request: &UpgradeRequest,
    keeper: Option<&Keeper>,
) -> Result<Prepared, ReleaseError> {
    let version = reach(context)?;
    let name = request.common.release_name.clone();
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "release name is invalid: {name}"
        )));
    }
    if request.common.trial == Trial::No && request.render.hide_secrets {
        return Err(ReleaseError::HiddenForReal);
    }
    let history = read_history(context, &name)?;
    if let Some(last) = history.last()
        && request.crds != CrdPolicy::Skip
        && request.common.trial == Trial::No
    {
        let method = method_after(request.common.write.server_side, last.apply_method);
        let how = (method, request.common.write);
        bring_crds(
            context,
            &request.chart,
            request.crds,
            how,
            request.common.wait,
        )?;
    }
    let capabilities = capabilities(context, &version)?;
    let found = find(context, history, keeper, request.common.on_interrupted)?;
    let mut history = found.history;
    if found.is_cut_off {
        if let Some(resumed) = resume(context, request, &history, &capabilities)? {
            return Ok(resumed);
        }
        history = settle(context, request, history)?;
    }
    let (last, current) = base(&history, &name)?;
    let (last, current) = (last.clone(), current.clone());
    let mut request = request.clone();
    let release = make(context, &mut request, (&last, &current), &capabilities)?;
    let targets = build_new(context, &release)?;
    let mut originals = build_current(context, &current)?;
    for left in unsettled(&history) {
        add_missing(&mut originals, build_current(context, left)?);
    }
    let (originals, targets) = claim(context, &request, &release, (originals, targets))?;
    Ok(Prepared {
        current,
        release,
        originals,
        targets,
        history,
        is_resumed: false,
    })
}

/// Goes on with an upgrade that was cut off, if this is the same one.
fn resume(
    context: &ReleaseContext<'_>,
    request: &UpgradeRequest,
    history: &History,
    capabilities: &Capabilities,
) -> Result<Option<Prepared>, ReleaseError> {
    let begun = history
        .last()
        .filter(|last| last.info.status == Status::PendingUpgrade);
    let (Some(begun), Some(current)) = (begun, before_last(history)) else {
        return Ok(None);
    };
    if request.common.on_interrupted != OnInterrupted::Resume {
        return Ok(None);
    }
    let before = Release {
        version: begun.version - 1,
        ..current.clone()
    };
    let mut request = request.clone();
    let made = make(context, &mut request, (&before, current), capabilities)?;
    if !is_same_work(&made, begun) {
        return Ok(None);
    }
    tell(context, begun, "going on with it");
    let targets = build_new(context, begun)?;
    let mut originals = build_current(context, current)?;
    for left in unsettled(history) {
        if left.version != begun.version {
            add_missing(&mut originals, build_current(context, left)?);
        }
    }
    let (originals, targets) = claim(context, &request, begun, (originals, targets))?;
    Ok(Some(Prepared {
        current: current.clone(),
        release: begun.clone(),
        originals,
        targets,
        history: history.clone(),
        is_resumed: true,
    }))
}

/// Closes an operation that was cut off: undone first where that is wanted, else left to the new revision.
fn settle(
    context: &ReleaseContext<'_>,
    request: &UpgradeRequest,
    history: History,
) -> Result<History, ReleaseError> {
    let Some(last) = history.last() else {
        return Ok(history);
    };
    let name = last.name.clone();
    if !last.info.status.is_pending() {
        return Ok(history);
    }
    close(context, last)?;
    if request.common.on_interrupted == OnInterrupted::RollBack
        && let Some(good) = before_last(&history)
    {
        let mut rollback = RollbackRequest::new(&name, &request.common.namespace);
        rollback.revision = good.version.into();
        rollback.common.hooks = request.common.hooks;
        rollback.common.write = request.common.write;
        rollback.common.wait = request.common.wait;
        rollback.history_max = 0;
        rollback_held(context, &rollback, None)?;
    }
    read_history(context, &name)
}

/// The record of the new revision.
fn make(
    context: &ReleaseContext<'_>,
    request: &mut UpgradeRequest,
    (last, current): (&Release, &Release),
    capabilities: &Capabilities,
) -> Result<Release, ReleaseError> {
    reuse_values(context, request, current)?;
    resolve_dependencies(
        &mut request.chart,
        &request.values,
        Afterwards::Stored,
        &context.base,
    )
    .map_err(plain_dependencies)?;
    render(context, request, (last, current), capabilities)
}

/// Adds the objects that are not there yet.
pub(crate) fn add_missing(resources: &mut Vec<Resource>, more: Vec<Resource>) {
    for resource in more {
        if !resources.iter().any(|known| known.is_same(&resource)) {
            resources.push(resource);
        }
    }
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
    let seen = steersman_render::Release {
        name: request.common.release_name.clone(),
        namespace: current.namespace.clone(),
        revision: revision.into(),
        action: ReleaseAction::Upgrade,
    };
    let rendering = if let Some(known) = request.rendering.take() {
        known
    } else {
        let inputs = (&request.chart, &request.values);
        let settings = &request.render;
        let rendered = with_versions(context, capabilities, |capabilities| {
            render_release(inputs, &seen, settings, capabilities, &context.base)
        })?;
        Rendering::of(rendered, settings.hide_secrets)
    };
    check_user_labels(&request.labels)?;
    Ok(Release {
        name: request.common.release_name.clone(),
        namespace: current.namespace.clone(),
        version: revision,
        info: Info {
            first_deployed: current.info.first_deployed,
            last_deployed: Some(context.clock.now()),
            status: Status::PendingUpgrade,
            description: "Preparing upgrade".to_owned(),
            notes: rendering.notes,
            ..Info::default()
        },
        manifest: rendering.manifest,
        hooks: rendering.hooks,
        chart: std::mem::take(&mut request.chart),
        config: std::mem::take(&mut request.values),
        apply_method: Some(method_after(
            request.common.write.server_side,
            last.apply_method,
        )),
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
    release_objects(context, current, current_problem)
}

fn current_problem(error: &BuildError) -> &'static str {
    match error {
        BuildError::Cluster(_) if error.is_no_match() => {
            "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore unable to build the kubernetes objects for performing the diff. error from kubernetes"
        }
        _ => "unable to build kubernetes objects from current release manifest",
    }
}

/// The objects of the new revision. Whether there are such objects is the first thing that is looked at, and nothing is
/// said before what is wrong with them.
fn build_new(
    context: &ReleaseContext<'_>,
    release: &Release,
) -> Result<Vec<Resource>, ReleaseError> {
    release_objects(context, release, |_| "").map_err(|error| match error {
        ReleaseError::Build { source, .. } => ReleaseError::Manifest(source),
        other => other,
    })
}

/// Makes the objects of the new revision its own; to those of the revision before come those that are adopted.
fn claim(
    context: &ReleaseContext<'_>,
    request: &UpgradeRequest,
    release: &Release,
    (mut originals, mut targets): (Vec<Resource>, Vec<Resource>),
) -> Result<(Vec<Resource>, Vec<Resource>), ReleaseError> {
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
    let owner = (!request.common.write.take_ownership).then_some(owner);
    let adopted = existing(context, &new, owner).map_err(|source| ReleaseError::Ownership {
        what: "unable to continue with update",
        source: Box::new(source),
    })?;
    originals.extend(adopted);
    Ok((originals, targets))
}

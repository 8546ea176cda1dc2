use steersman_plan::diff::Secrets;
use steersman_plan::{Call, Gvk, Object, Owner, Resource, build};
use steersman_release::{ApplyMethod, History, Hook, Query, Release};

use super::facts::Facts;
use super::model::{Kept, Plan, PlannedObject, PlannedRelease};
use super::operation::Operation;
use super::preflight::{Subject, preflight};
use super::records::RehearsedRecords;
use super::rehearsal::{Rehearsal, Rehearsed, key_of};
use super::secrets::{add_object, add_values};
use super::steps::{Belonging, chart_of, steps};
use crate::objects::hook_objects;
use crate::{ReleaseContext, ReleaseError, Rendering};

/// A plan, and what has to be known to carry it out.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What may be shown.
    pub plan: Plan,
    /// What the templates rendered to; none of verbs that have none.
    pub rendering: Option<Rendering>,
    /// What the plan rests on. It holds secrets.
    pub facts: Facts,
}

/// Finds out what an operation would do, by doing it where every write is only tried.
///
/// `records` is the kind of the objects that hold the records, where they are kept in the cluster.
///
/// # Errors
/// What keeps the operation from coming to its first write: a chart that can not be rendered, a release that does not
/// exist, a cluster that can not be reached. What comes later is in [`Plan::findings`].
pub fn plan(
    context: &ReleaseContext<'_>,
    operation: &Operation,
    records: Option<&Gvk>,
) -> Result<Planned, ReleaseError> {
    let operation = operation.clone().for_real();
    let before = history(context, &operation)?;
    let rehearsed = match rehearse(context, &operation) {
        Err(ReleaseError::Ownership { what, source }) => match operation.taking_ownership() {
            Some(taking) => rehearse(context, &taking)?,
            None => return Err(ReleaseError::Ownership { what, source }),
        },
        other => other?,
    };
    Ok(describe(context, &operation, (&before, records), rehearsed))
}

fn history(context: &ReleaseContext<'_>, operation: &Operation) -> Result<History, ReleaseError> {
    let query = Query {
        name: Some(operation.release().0),
        status: None,
    };
    match context.releases.query(&query) {
        Ok(records) => Ok(History::new(records)),
        Err(steersman_release::StoreError::NotFound) => Ok(History::default()),
        Err(error) => Err(error.into()),
    }
}

/// What a rehearsal came to.
struct Run {
    cluster: Rehearsed,
    records: Vec<super::model::RecordStep>,
    /// The new record.
    release: Option<Release>,
    /// The objects of the release as they are to be.
    targets: Vec<Resource>,
    /// Its hooks, with their objects.
    hooks: Vec<(Hook, Vec<Resource>)>,
}

fn rehearse(context: &ReleaseContext<'_>, operation: &Operation) -> Result<Run, ReleaseError> {
    let cluster = Rehearsal::new(context.cluster);
    let records = RehearsedRecords::new(context.releases);
    let rehearsing = ReleaseContext {
        cluster: &cluster,
        releases: &records,
        ..*context
    };
    let (release, _) = operation.clone().perform(&rehearsing)?;
    let mut targets = Vec::new();
    let mut hooks = Vec::new();
    if let Some(release) = &release {
        let manifest = release.manifest.as_bytes();
        targets = build(&cluster, manifest, &release.namespace).unwrap_or_default();
        let owner = Owner {
            name: &release.name,
            namespace: &release.namespace,
        };
        for target in &mut targets {
            owner.mark(&mut target.object);
        }
        for (place, hook) in release.hooks.iter().enumerate() {
            let objects = hook_objects(&rehearsing, release, place, "hook");
            hooks.push((hook.clone(), objects.unwrap_or_default()));
        }
    }
    Ok(Run {
        cluster: cluster.finish(),
        records: records.finish(),
        release,
        targets,
        hooks,
    })
}

fn describe(
    context: &ReleaseContext<'_>,
    operation: &Operation,
    (before, records): (&History, Option<&Gvk>),
    run: Run,
) -> Planned {
    let secrets = secrets(operation, before, &run);
    let is_removal = matches!(operation, Operation::Uninstall(_));
    let targets = if is_removal { &[][..] } else { &run.targets };
    let belonging = Belonging::new(
        operation.events(),
        run.hooks.clone(),
        targets,
        operation.deleted_because(),
    );
    let (steps, unwritten) = steps(&run.cluster.tried, &belonging, &secrets);
    let mut wanted = targets.to_vec();
    wanted.extend(hooks_that_run(operation, &run));
    let report = preflight(
        context,
        &Subject {
            tried: &run.cluster.tried,
            unserved: &run.cluster.unserved,
            targets: &wanted,
            secrets: &secrets,
            release: operation.release(),
            takes_ownership: operation.takes_ownership(),
            waits: operation.waits(),
            records,
        },
    );
    let written = |target: &&Resource| {
        let mut tried = run.cluster.tried.iter();
        tried.any(|tried| key_of(&tried.target) == key_of(&target.target))
    };
    let untouched = targets.iter().filter(|target| !written(target)).count();
    let plan = Plan {
        verb: operation.verb().to_owned(),
        release: planned_release(operation, before, run.release.as_ref()),
        kept: kept(context, operation, before, &run),
        steps,
        unchanged: unwritten + untouched,
        records: run.records,
        findings: report.findings,
        not_checked: report.not_checked,
    };
    Planned {
        facts: Facts::gather(context, (operation.release().1, before), &run.cluster),
        rendering: run.release.as_ref().map(|release| Rendering {
            manifest: release.manifest.clone(),
            hooks: fresh(&release.hooks),
            notes: release.info.notes.clone(),
        }),
        plan,
    }
}

/// Hooks as they are before they run.
fn fresh(hooks: &[Hook]) -> Vec<Hook> {
    let fresh = |hook: &Hook| Hook {
        last_run: steersman_release::HookRun::default(),
        ..hook.clone()
    };
    hooks.iter().map(fresh).collect()
}

fn hooks_that_run(operation: &Operation, run: &Run) -> Vec<Resource> {
    let events = operation.events();
    let runs = |hook: &Hook| {
        let mut own = hook.events.iter();
        own.any(|own| events.iter().any(|event| event.name() == own))
    };
    run.hooks
        .iter()
        .filter(|(hook, _)| runs(hook))
        .flat_map(|(_, objects)| objects.clone())
        .collect()
}

fn secrets(operation: &Operation, before: &History, run: &Run) -> Secrets {
    let mut secrets = Secrets::default();
    match operation {
        Operation::Install(request) => add_values(&request.chart, &request.values, &mut secrets),
        Operation::Upgrade(request) => add_values(&request.chart, &request.values, &mut secrets),
        Operation::Rollback(_) | Operation::Uninstall(_) => {}
    }
    for release in before.revisions().iter().chain(&run.release) {
        add_values(&release.chart, &release.config, &mut secrets);
    }
    let hooks = run.hooks.iter().flat_map(|(_, objects)| objects);
    for resource in run.targets.iter().chain(hooks) {
        add_object(&resource.object, &mut secrets);
    }
    for (_, live) in &run.cluster.lives {
        if let Some(live) = live {
            add_object(live, &mut secrets);
        }
    }
    for tried in &run.cluster.tried {
        let objects: [&Option<Object>; 2] = [&tried.before, &tried.after];
        for object in objects.into_iter().flatten() {
            add_object(object, &mut secrets);
        }
    }
    secrets
}

fn planned_release(
    operation: &Operation,
    before: &History,
    release: Option<&Release>,
) -> PlannedRelease {
    let (name, namespace) = operation.release();
    let last = before.last();
    let is_removal = matches!(operation, Operation::Uninstall(_));
    let new = release.filter(|_| !is_removal);
    PlannedRelease {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        revision_before: last.map(|last| last.version),
        status_before: last
            .map(|last| last.info.status.to_string())
            .unwrap_or_default(),
        chart_before: last.map(chart_of).unwrap_or_default(),
        revision_after: new.map(|new| new.version),
        chart_after: new.map(chart_of).unwrap_or_default(),
        method: match new.and_then(|new| new.apply_method) {
            Some(ApplyMethod::ServerSide) => "server-side apply".to_owned(),
            Some(ApplyMethod::ClientSide) => "client-side patches".to_owned(),
            None => String::new(),
        },
    }
}

/// The objects of the newest revision that are not wanted any more and that nobody deletes.
fn kept(
    context: &ReleaseContext<'_>,
    operation: &Operation,
    before: &History,
    run: &Run,
) -> Vec<Kept> {
    let old = before.deployed().or_else(|| before.last());
    let Some(old) = old.filter(|_| !matches!(operation, Operation::Install(_))) else {
        return Vec::new();
    };
    let is_removal = matches!(operation, Operation::Uninstall(_));
    let objects = build(context.cluster, old.manifest.as_bytes(), &old.namespace);
    let left: Vec<Resource> = objects
        .unwrap_or_default()
        .into_iter()
        .filter(|old| is_removal || !run.targets.iter().any(|target| target.is_same(old)))
        .filter(|old| {
            let mut tried = run.cluster.tried.iter();
            !tried.any(|tried| key_of(&tried.target) == key_of(&old.target))
        })
        .collect();
    let lives = left.iter().map(|old| Call::Get(old.target.clone()));
    let lives = context.cluster.send(lives.collect());
    let owner = Owner {
        name: &old.name,
        namespace: &old.namespace,
    };
    let policy = steersman_manifest::RESOURCE_POLICY_ANNOTATION;
    left.iter()
        .zip(lives)
        .map(|(old, live)| Kept {
            object: PlannedObject::from(&old.target),
            reason: match live {
                Err(error) if error.is_not_found() => "it is gone already".to_owned(),
                Err(error) => format!("it cannot be read: {error}"),
                Ok(live) => {
                    let live = live.into_object().unwrap_or_default();
                    let own = live
                        .annotation(policy)
                        .or_else(|| old.object.annotation(policy));
                    match own {
                        Some(policy) => format!("helm.sh/resource-policy: {policy}"),
                        None if owner.check(&live).is_err() => {
                            "it does not belong to the release".to_owned()
                        }
                        None => "nothing deletes it".to_owned(),
                    }
                }
            },
        })
        .collect()
}

use serde_json::Value;
use steersman_manifest::RESOURCE_POLICY_ANNOTATION;
use steersman_plan::{
    Call, ClusterError, DryRun, Object, PatchKind, Propagation, Resource, adopt_managed_fields,
    is_strategic, merge_patch, strategic_patch, three_way_merge_patch,
};
use steersman_release::ApplyMethod;

use super::create::{create_call, create_error, send_retrying};
use super::{ApplyError, CreateOptions, delete_call, kind_runs};
use crate::{FIELD_MANAGER, Level, ReleaseContext};

/// How objects are changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UpdateOptions {
    pub(crate) method: ApplyMethod,
    /// Whether server-side apply takes fields from other owners.
    pub(crate) force_conflicts: bool,
    /// Whether objects are written over instead of changed.
    pub(crate) force_replace: bool,
    /// Whether patches of kinds that are not part of Kubernetes look at the live object too.
    pub(crate) three_way_for_custom: bool,
    /// Whether fields that were set by patches go over to server-side apply.
    pub(crate) migrate_fields: bool,
    /// Whether somebody wants to know which objects were new.
    pub(crate) track_created: bool,
}

impl UpdateOptions {
    /// Refuses options that exclude each other, in Helm's words.
    pub(crate) fn check(self) -> Result<Self, &'static str> {
        let server_side = self.method == ApplyMethod::ServerSide;
        if self.force_conflicts && !server_side {
            return Err(
                "invalid client update option(s): forceConflicts enabled when serverSideApply disabled",
            );
        }
        if self.three_way_for_custom && server_side {
            return Err(
                "invalid operation: cannot use three-way merge for unstructured and server-side apply together",
            );
        }
        if self.force_conflicts && self.force_replace {
            return Err("invalid operation: cannot use force conflicts and force replace together");
        }
        if self.force_replace && server_side {
            return Err(
                "invalid operation: cannot use server-side apply and force replace together",
            );
        }
        Ok(self)
    }

    fn needs_live(self) -> bool {
        self.method == ApplyMethod::ClientSide
            || self.force_replace
            || self.migrate_fields
            || self.track_created
    }

    fn create(self) -> CreateOptions {
        CreateOptions {
            method: self.method,
            force: self.force_conflicts,
        }
    }
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The objects that were not there before.
    pub(crate) created: Vec<Resource>,
}

/// What was done before it failed, and why it did.
#[derive(Debug)]
pub(crate) struct UpdateFailure {
    pub(crate) applied: Applied,
    pub(crate) error: Box<ApplyError>,
}

/// Brings the cluster from `originals` to `targets`: what is missing is made, what is there is changed, what is no
/// longer wanted is deleted unless it says that it is to stay.
pub(crate) fn update_all(
    context: &ReleaseContext<'_>,
    originals: &[Resource],
    targets: &[Resource],
    options: UpdateOptions,
) -> Result<Applied, UpdateFailure> {
    let mut applied = Applied::default();
    let mut errors = Vec::new();
    for run in kind_runs(targets) {
        if let Err(error) = update_run(
            context,
            originals,
            run,
            options,
            &mut Gathered {
                applied: &mut applied,
                errors: &mut errors,
            },
        ) {
            let error = Box::new(error);
            return Err(UpdateFailure { applied, error });
        }
    }
    if errors.is_empty() {
        errors = delete_surplus(context, originals, targets);
    }
    match ApplyError::join(errors, " && ") {
        None => Ok(applied),
        Some(error) => Err(UpdateFailure {
            applied,
            error: Box::new(error),
        }),
    }
}

struct Gathered<'a> {
    applied: &'a mut Applied,
    errors: &'a mut Vec<ApplyError>,
}

/// What is sent for one object.
enum Change {
    Create,
    Update,
}

/// Makes or changes objects of one kind. An object that can not be made ends everything.
fn update_run(
    context: &ReleaseContext<'_>,
    originals: &[Resource],
    run: &[Resource],
    options: UpdateOptions,
    gathered: &mut Gathered<'_>,
) -> Result<(), ApplyError> {
    let mut lives = read_lives(context, run, options)?;
    if options.migrate_fields && options.method == ApplyMethod::ServerSide {
        migrate(context, run, &mut lives, gathered.errors);
    }
    let mut calls = Vec::new();
    let mut sent = Vec::new();
    for (target, live) in run.iter().zip(&lives) {
        let (change, call) = match live {
            Live::Missing => {
                gathered.applied.created.push(target.clone());
                (Change::Create, Some(create_call(target, options.create())))
            }
            Live::Skipped => continue,
            live => {
                let original = originals.iter().find(|original| original.is_same(target));
                let original = original.map(|original| &original.object);
                if original.is_none() && options.needs_live() {
                    warn_stranger(context, target);
                }
                (Change::Update, update_call(target, original, live, options))
            }
        };
        if let Some(call) = call {
            calls.push(call);
            sent.push((target, change));
        }
    }
    let mut failed_creation = None;
    for ((target, change), result) in sent.into_iter().zip(send_retrying(context, &calls)) {
        let Err(error) = result else { continue };
        match change {
            Change::Create => {
                let error = create_error(target, error, options.create());
                failed_creation.get_or_insert_with(|| ApplyError::Missing(Box::new(error)));
            }
            Change::Update if !options.needs_live() && is_missing(context, target)? => {
                let error = create_error(target, error, options.create());
                failed_creation.get_or_insert_with(|| ApplyError::Missing(Box::new(error)));
            }
            Change::Update => gathered.errors.push(update_error(target, error, options)),
        }
    }
    failed_creation.map_or(Ok(()), Err)
}

/// Whether an object that could not be applied is not there. It was not read before, as that is only of interest now.
fn is_missing(context: &ReleaseContext<'_>, target: &Resource) -> Result<bool, ApplyError> {
    match context.cluster.call(Call::Get(target.target.clone())) {
        Ok(_) => Ok(false),
        Err(error) if error.is_not_found() => Ok(true),
        Err(error) => Err(ApplyError::Read(error)),
    }
}

/// What is known of a live object.
enum Live {
    Missing,
    There(Box<Object>),
    /// Nobody needs to know.
    Unread,
    /// Something went wrong with it already.
    Skipped,
}

fn read_lives(
    context: &ReleaseContext<'_>,
    run: &[Resource],
    options: UpdateOptions,
) -> Result<Vec<Live>, ApplyError> {
    if !options.needs_live() {
        return Ok(run.iter().map(|_| Live::Unread).collect());
    }
    let calls = run.iter().map(|r| Call::Get(r.target.clone())).collect();
    let read = context.cluster.send(calls).into_iter();
    read.map(|result| match result {
        Ok(answer) => Ok(answer
            .into_object()
            .map_or(Live::Missing, |object| Live::There(Box::new(object)))),
        Err(error) if error.is_not_found() => Ok(Live::Missing),
        Err(error) => Err(ApplyError::Read(error)),
    })
    .collect()
}

fn warn_stranger(context: &ReleaseContext<'_>, target: &Resource) {
    context.log(
        Level::Warn,
        "resource exists on cluster but not in original release, using cluster state as baseline",
        &[
            (
                "namespace",
                target.target.namespace.as_deref().unwrap_or_default(),
            ),
            ("name", &target.target.name),
            ("kind", &target.target.gvk.kind),
        ],
    );
}

/// How often handing over fields is tried again when somebody else writes in between.
const HANDOVERS: usize = 5;

/// Hands the fields that were set by patches over to server-side apply.
fn migrate(
    context: &ReleaseContext<'_>,
    run: &[Resource],
    lives: &mut [Live],
    errors: &mut Vec<ApplyError>,
) {
    for (resource, live) in run.iter().zip(lives) {
        for attempt in 1..=HANDOVERS {
            let Live::There(object) = &*live else { break };
            let Some(patch) = adopt_managed_fields(object, FIELD_MANAGER) else {
                break;
            };
            let call = Call::Patch {
                target: resource.target.clone(),
                kind: PatchKind::Json,
                patch,
                manager: FIELD_MANAGER.to_owned(),
                dry_run: DryRun::Off,
            };
            match context.cluster.call(call) {
                Ok(_) => break,
                Err(error) if error.is_conflict() && attempt < HANDOVERS => {
                    match context.cluster.get(&resource.target) {
                        Ok(Some(object)) => *live = Live::There(Box::new(object)),
                        Ok(None) => *live = Live::Missing,
                        Err(_) => {}
                    }
                }
                Err(error) => {
                    errors.push(ApplyError::Migrate(resource.describe_applied(), error));
                    *live = Live::Skipped;
                }
            }
        }
    }
}

/// The call that changes an object; none when there is nothing to change.
fn update_call(
    target: &Resource,
    original: Option<&Object>,
    live: &Live,
    options: UpdateOptions,
) -> Option<Call> {
    let namespace = target.target.namespace.clone().unwrap_or_default();
    let manager = FIELD_MANAGER.to_owned();
    let dry_run = DryRun::Off;
    let live = match live {
        Live::There(live) => live,
        _ => &target.object,
    };
    if options.force_replace {
        let mut object = target.object.clone();
        let version = live.text(&["metadata", "resourceVersion"]).to_owned();
        object
            .metadata_mut()
            .insert("resourceVersion".to_owned(), Value::String(version));
        return Some(Call::Replace {
            object,
            namespace,
            manager,
            dry_run,
        });
    }
    if options.method == ApplyMethod::ServerSide {
        return Some(Call::Apply {
            object: target.object.clone(),
            namespace,
            manager,
            force: options.force_conflicts,
            dry_run,
        });
    }
    let original = original.unwrap_or(live);
    let gvk = &target.target.gvk;
    let (kind, patch) = if is_strategic(gvk) {
        let patch = strategic_patch(gvk, original, &target.object, live);
        (PatchKind::StrategicMerge, patch)
    } else if options.three_way_for_custom {
        let patch = three_way_merge_patch(original, &target.object, live);
        (PatchKind::Merge, patch)
    } else {
        (PatchKind::Merge, merge_patch(original, &target.object))
    };
    (!patch.is_empty()).then(|| Call::Patch {
        target: target.target.clone(),
        kind,
        patch: Value::Object(patch),
        manager,
        dry_run,
    })
}

fn update_error(target: &Resource, error: ClusterError, options: UpdateOptions) -> ApplyError {
    if options.force_replace {
        ApplyError::Replace(error)
    } else if options.method == ApplyMethod::ServerSide {
        ApplyError::applied(target, error)
    } else {
        ApplyError::Patch {
            name: target.target.name.clone(),
            kind: target.target.gvk.kind.clone(),
            source: Box::new(error),
        }
    }
}

/// Deletes what is in `originals` and not in `targets`, unless the live object says that it is to stay.
fn delete_surplus(
    context: &ReleaseContext<'_>,
    originals: &[Resource],
    targets: &[Resource],
) -> Vec<ApplyError> {
    let surplus: Vec<&Resource> = originals
        .iter()
        .filter(|original| !targets.iter().any(|target| target.is_same(original)))
        .collect();
    if surplus.is_empty() {
        return Vec::new();
    }
    let reads = surplus
        .iter()
        .map(|r| Call::Get(r.target.clone()))
        .collect();
    let lives = context.cluster.send(reads);
    let doomed: Vec<Resource> = surplus
        .into_iter()
        .zip(lives)
        .filter(|(_, live)| {
            // What can not be read is left alone.
            let live = live.as_ref().ok().cloned();
            live.and_then(steersman_plan::Answer::into_object)
                .is_some_and(|live| live.annotation(RESOURCE_POLICY_ANNOTATION) != Some("keep"))
        })
        .map(|(original, _)| original.clone())
        .collect();
    let mut errors = Vec::new();
    for run in kind_runs(&doomed) {
        let calls: Vec<Call> = run
            .iter()
            .map(|r| delete_call(r, Propagation::Background))
            .collect();
        for (resource, result) in run.iter().zip(send_retrying(context, &calls)) {
            if let Err(error) = result
                && !error.is_not_found()
            {
                errors.push(ApplyError::Delete {
                    namespace: resource.target.namespace.clone().unwrap_or_default(),
                    name: resource.target.name.clone(),
                    kind: resource.target.gvk.kind.clone(),
                    source: Box::new(error),
                });
            }
        }
    }
    errors
}

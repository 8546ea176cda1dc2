use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde_json::Value;
use steersman_plan::readiness::{Readiness, ReadyState, failed_pods, job_readiness, readiness};
use steersman_plan::{Object, Resource};

use super::WaitError;
use super::error::summary;
use super::evidence::gather_watched;
use super::legacy::wait_by_polling;
use super::mask::Secrets;
use super::pods::pods_of;
use super::watched::{Ended, Goal, Watched, watch_until};
use crate::ReleaseContext;
use crate::settings::{WaitSettings, WaitStrategy};

/// How old a wait is before pods are looked at as well, and how long it is between two looks, in milliseconds.
const PODS_AFTER: i64 = 1000;

/// Waits until objects are ready, as far as the settings ask for it.
pub(crate) fn wait_until_ready(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    if context.cluster.is_stub() {
        return Ok(());
    }
    match settings.strategy {
        WaitStrategy::HookOnly => Ok(()),
        WaitStrategy::Legacy => wait_by_polling(context, resources, settings),
        WaitStrategy::Watcher => wait_by_watching(context, resources, settings),
    }
}

fn wait_by_watching(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    let waited = resources
        .iter()
        .filter(|resource| !is_paused(&resource.object) && !is_ready_by_nature(resource));
    let mut watched = Watched::all(waited);
    let milliseconds = || context.clock.now().moment().as_millisecond();
    // Some of what is known of pods costs a request, which is not made for every event of a second.
    let looked_at = Cell::new(milliseconds());
    // As for Helm, only a change of an object makes its pods interesting: one that crashes may yet recover.
    let seen = RefCell::new(BTreeSet::new());
    let judge = |object: &Object| {
        let is_job = object.kind() == "Job" && object.gvk().group == "batch";
        if is_job && settings.jobs {
            return job_readiness(object);
        }
        let now = seconds(context);
        let found = readiness(object, now);
        let version = object.text(&["metadata", "resourceVersion"]);
        let is_news = seen.borrow_mut().insert(version.to_owned());
        if is_news
            && found.state == ReadyState::InProgress
            && has_replicas(object)
            && milliseconds() - looked_at.get() >= PODS_AFTER
        {
            looked_at.set(milliseconds());
            let failed = failed_pods(&pods_of(context, object), now);
            if failed > 0 {
                return Readiness::failed(format!("{failed} pods have failed"));
            }
        }
        found
    };
    let goal = Goal {
        timeout: settings.timeout,
        secrets: Secrets::Among(resources),
        final_states: &[ReadyState::Current, ReadyState::Failed],
        judge: &judge,
    };
    let ended = watch_until(context, &mut watched, &goal)?;
    let problems: Vec<(&Resource, Readiness)> = watched
        .iter()
        .filter(|one| one.readiness.state != ReadyState::Current)
        .map(|one| (one.resource, one.readiness.clone()))
        .collect();
    summary(&problems, "not ready", ended == Ended::TimedOut)
        .map_err(|error| error.with(gather_watched(context, &watched, ReadyState::Current)))
}

pub(super) fn seconds(context: &ReleaseContext<'_>) -> i64 {
    context.clock.now().moment().as_second()
}

fn is_paused(object: &Object) -> bool {
    object.kind() == "Deployment" && object.at(&["spec", "paused"]) == Some(&Value::Bool(true))
}

fn has_replicas(object: &Object) -> bool {
    matches!(object.kind(), "Deployment" | "ReplicaSet" | "StatefulSet")
}

/// Objects without a status are ready as soon as they are written, and need not be watched.
fn is_ready_by_nature(resource: &Resource) -> bool {
    let gvk = &resource.target.gvk;
    match (gvk.group.as_str(), gvk.kind.as_str()) {
        ("", "Service") => resource.object.text(&["spec", "type"]) != "LoadBalancer",
        ("", "ConfigMap" | "Secret" | "ServiceAccount" | "LimitRange")
        | ("batch", "CronJob")
        | (
            "rbac.authorization.k8s.io",
            "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding",
        )
        | ("networking.k8s.io", "Ingress" | "IngressClass" | "NetworkPolicy")
        | ("storage.k8s.io", "StorageClass")
        | ("scheduling.k8s.io", "PriorityClass")
        | ("coordination.k8s.io", "Lease")
        | (
            "admissionregistration.k8s.io",
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration",
        ) => true,
        _ => false,
    }
}

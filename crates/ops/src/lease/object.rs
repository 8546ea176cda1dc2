use std::time::Duration;

use serde_json::{Map, Value, json};
use steersman_plan::{Gvk, Object, ObjectRef};
use steersman_release::Time;

/// For how long a lease holds that is not renewed.
pub(crate) const LASTS: Duration = Duration::from_secs(15);
/// How often it is renewed.
pub(super) const RENEWED_EVERY: Duration = Duration::from_secs(5);
/// The annotation that says what the holder does.
const OPERATION: &str = "steersman.dev/operation";

/// The lease of a release.
pub(super) fn reference(namespace: &str, release: &str) -> ObjectRef {
    ObjectRef {
        gvk: Gvk::new("coordination.k8s.io/v1", "Lease"),
        namespace: Some(namespace.to_owned()),
        name: format!("dev.steersman.release.v1.{release}"),
    }
}

/// The object of a lease that is taken now.
pub(super) fn taken(target: &ObjectRef, holder: &str, verb: &str, now: Time) -> Object {
    let time = micro_time(now);
    let value = json!({
        "apiVersion": target.gvk.api_version(),
        "kind": target.gvk.kind,
        "metadata": {
            "name": target.name,
            "namespace": target.namespace,
            "annotations": {OPERATION: verb},
        },
        "spec": {
            "holderIdentity": holder,
            "leaseDurationSeconds": LASTS.as_secs(),
            "acquireTime": time,
            "renewTime": time,
        },
    });
    match value {
        Value::Object(map) => Object(map),
        _ => Object(Map::new()),
    }
}

/// The patch that renews a lease, if it is still the same one.
pub(super) fn renewal(holder: &str, now: Time) -> Value {
    json!([
        {"op": "test", "path": "/spec/holderIdentity", "value": holder},
        {"op": "replace", "path": "/spec/renewTime", "value": micro_time(now)},
    ])
}

/// What a lease says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) holder: String,
    pub(super) verb: String,
    pub(super) since: String,
    renewed: Option<Time>,
    lasts: Duration,
}

impl Terms {
    pub(super) fn of(lease: &Object) -> Self {
        let seconds = lease.at(&["spec", "leaseDurationSeconds"]);
        let seconds = seconds.and_then(Value::as_u64);
        Self {
            holder: lease.text(&["spec", "holderIdentity"]).to_owned(),
            verb: lease.annotation(OPERATION).unwrap_or_default().to_owned(),
            since: lease.text(&["spec", "acquireTime"]).to_owned(),
            renewed: lease.text(&["spec", "renewTime"]).parse().ok(),
            lasts: seconds.map_or(LASTS, Duration::from_secs),
        }
    }

    /// Whether nobody holds it any more.
    pub(super) fn is_over(&self, now: Time) -> bool {
        let Some(renewed) = self.renewed.filter(|_| !self.holder.is_empty()) else {
            return true;
        };
        let age = now.moment().duration_since(renewed.moment());
        Duration::try_from(age).is_ok_and(|age| age > self.lasts)
    }
}

/// The API wants microseconds, all six of them.
fn micro_time(time: Time) -> String {
    format!("{:.6}", time.moment())
}

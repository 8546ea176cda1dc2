use std::time::Duration;

use serde_json::Value;
use steersman_plan::{Call, ClusterError, DryRun, Object, ObjectRef};

use super::LeaseError;
use super::object::{LASTS, Terms, taken};
use crate::{FIELD_MANAGER, Level, ReleaseContext};

/// How often a lease that somebody holds is looked at.
const PAUSE: Duration = Duration::from_millis(500);

/// How asking for a lease ended.
pub(super) enum Acquired {
    Yes,
    /// From somebody who did not give it back.
    TakenOver,
    /// There is no namespace to keep it in yet.
    NoNamespace,
    /// This cluster, or this user, has no leases.
    Unavailable,
}

/// Takes a lease. One that somebody holds is waited for as long as it could take to see that they are gone.
///
/// # Errors
/// [`LeaseError::Held`] when they are not.
pub(super) fn acquire(
    context: &ReleaseContext<'_>,
    target: &ObjectRef,
    verb: &str,
) -> Result<Acquired, LeaseError> {
    let rounds = LASTS.as_millis() / PAUSE.as_millis() + 4;
    let mut told = false;
    let mut last = None;
    for _ in 0..=rounds {
        let lease = taken(target, context.holder.name(), verb, context.clock.now());
        let error = match create(context, target, lease.clone()) {
            Ok(()) => return Ok(Acquired::Yes),
            Err(error) => error,
        };
        // A cluster that can not be reached is the verb's to tell of.
        let is_out_of_reach = matches!(
            error,
            ClusterError::NoMatch(_) | ClusterError::Unreachable(_) | ClusterError::Config(_)
        );
        if error.is_forbidden() || is_out_of_reach {
            context.log(
                Level::Debug,
                "no lease for the release",
                &[("error", &error.to_string())],
            );
            return Ok(Acquired::Unavailable);
        }
        if error.is_not_found() {
            return Ok(Acquired::NoNamespace);
        }
        if !error.is_already_exists() {
            return Err(LeaseError::Cluster(error));
        }
        let found = context.cluster.get(target).map_err(LeaseError::Cluster)?;
        let Some(found) = found else { continue };
        let terms = Terms::of(&found);
        if terms.is_over(context.clock.now()) || context.holder.is_gone(&terms.holder) {
            if take_over(context, &found, lease)? {
                context.log(
                    Level::Warn,
                    "taking over from an operation that was cut off",
                    &[("operation", &terms.verb), ("holder", &terms.holder)],
                );
                return Ok(Acquired::TakenOver);
            }
            continue;
        }
        if !told {
            told = true;
            context.log(
                Level::Info,
                "waiting for another operation on the release",
                &[("operation", &terms.verb), ("holder", &terms.holder)],
            );
        }
        last = Some(terms);
        context.clock.sleep(PAUSE);
    }
    let terms = last.unwrap_or_else(|| Terms::of(&Object::default()));
    Err(LeaseError::Held {
        holder: terms.holder,
        verb: terms.verb,
        since: terms.since,
    })
}

fn create(
    context: &ReleaseContext<'_>,
    target: &ObjectRef,
    object: Object,
) -> Result<(), ClusterError> {
    let call = Call::Create {
        object,
        namespace: target.namespace.clone().unwrap_or_default(),
        manager: FIELD_MANAGER.to_owned(),
        dry_run: DryRun::Off,
    };
    context.cluster.call(call).map(drop)
}

/// Writes the lease over the one that is over, unless somebody was quicker.
fn take_over(
    context: &ReleaseContext<'_>,
    found: &Object,
    mut lease: Object,
) -> Result<bool, LeaseError> {
    let version = found.text(&["metadata", "resourceVersion"]).to_owned();
    lease
        .metadata_mut()
        .insert("resourceVersion".to_owned(), Value::String(version));
    let call = Call::Replace {
        namespace: lease.namespace().unwrap_or_default().to_owned(),
        object: lease,
        manager: FIELD_MANAGER.to_owned(),
        dry_run: DryRun::Off,
    };
    match context.cluster.call(call) {
        Ok(_) => Ok(true),
        Err(error) if error.is_conflict() || error.is_not_found() => Ok(false),
        Err(error) => Err(LeaseError::Cluster(error)),
    }
}

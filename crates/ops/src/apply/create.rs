use std::time::Duration;

use steersman_plan::{Answer, Call, ClusterError, DryRun, Resource};
use steersman_release::ApplyMethod;

use super::secrets::without_secrets;
use super::{ApplyError, CreateOptions, kind_runs};
use crate::{FIELD_MANAGER, ReleaseContext};

/// How often what failed for a reason that passes is tried again, and how long it waits before.
const RETRIES: usize = 4;
const PAUSE: Duration = Duration::from_millis(10);

/// Makes objects. All of them are tried, whatever fails.
///
/// # Errors
/// What failed, one line each.
pub(crate) fn create_all(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    options: CreateOptions,
) -> Result<(), ApplyError> {
    let mut errors = Vec::new();
    for run in kind_runs(resources) {
        let calls: Vec<Call> = run.iter().map(|r| create_call(r, options)).collect();
        let results = send_retrying(context, &calls);
        for (resource, result) in run.iter().zip(results) {
            if let Err(error) = result {
                errors.push(create_error(resource, error, options));
            }
        }
    }
    ApplyError::join(errors, "\n").map_or(Ok(()), Err)
}

pub(super) fn create_call(resource: &Resource, options: CreateOptions) -> Call {
    let object = resource.object.clone();
    let namespace = resource.target.namespace.clone().unwrap_or_default();
    let manager = FIELD_MANAGER.to_owned();
    let dry_run = DryRun::Off;
    match options.method {
        ApplyMethod::ServerSide => Call::Apply {
            object,
            namespace,
            manager,
            force: options.force,
            dry_run,
        },
        ApplyMethod::ClientSide => Call::Create {
            object,
            namespace,
            manager,
            dry_run,
        },
    }
}

pub(super) fn create_error(
    resource: &Resource,
    error: ClusterError,
    options: CreateOptions,
) -> ApplyError {
    match options.method {
        ApplyMethod::ServerSide => ApplyError::applied(resource, error),
        ApplyMethod::ClientSide => ApplyError::Create(error),
    }
}

/// Sends calls and tries those again that failed because somebody else wrote in between.
pub(super) fn send_retrying(
    context: &ReleaseContext<'_>,
    calls: &[Call],
) -> Vec<Result<Answer, ClusterError>> {
    let mut results = context.cluster.send(calls.to_vec());
    for round in 0..RETRIES {
        let failed: Vec<usize> = results
            .iter()
            .enumerate()
            .filter(|(n, result)| {
                let error = result.as_ref().err();
                error.is_some_and(|error| passes(&calls[*n], error))
            })
            .map(|(n, _)| n)
            .collect();
        if failed.is_empty() {
            break;
        }
        let growing = u32::try_from(round + 1).unwrap_or(1);
        context.clock.sleep(PAUSE * growing);
        let again = context
            .cluster
            .send(failed.iter().map(|n| calls[*n].clone()).collect());
        for (n, result) in failed.into_iter().zip(again) {
            results[n] = result;
        }
    }
    let all = results.into_iter().zip(calls);
    all.map(|(result, call)| result.map_err(|error| without_secrets(call, error)))
        .collect()
}

/// Whether a failure is about counting in a quota, or a conflict of versions that is gone the next time.
fn passes(call: &Call, error: &ClusterError) -> bool {
    let ClusterError::Api(api) = error else {
        return false;
    };
    let of_versions = api.message.contains("the object has been modified");
    match call {
        Call::Apply { .. } => {
            api.reason == "Conflict"
                && api
                    .message
                    .contains("Operation cannot be fulfilled on resourcequotas")
                && of_versions
        }
        Call::Create { .. } | Call::Delete { .. } => api.reason == "Conflict",
        _ => false,
    }
}

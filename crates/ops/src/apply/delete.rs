use steersman_plan::{Call, ClusterError, DryRun, Propagation, Resource};

use super::create::send_retrying;
use super::kind_runs;
use crate::ReleaseContext;

/// Deletes objects. All of them are tried; one that is not there is no failure.
pub(crate) fn delete_all(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    propagation: Propagation,
) -> Vec<ClusterError> {
    let mut errors = Vec::new();
    for run in kind_runs(resources) {
        let calls: Vec<Call> = run.iter().map(|r| delete_call(r, propagation)).collect();
        for result in send_retrying(context, &calls) {
            if let Err(error) = result
                && !error.is_not_found()
            {
                errors.push(error);
            }
        }
    }
    errors
}

/// The call that deletes an object.
pub(crate) fn delete_call(resource: &Resource, propagation: Propagation) -> Call {
    Call::Delete {
        target: resource.target.clone(),
        propagation,
        uid: None,
        dry_run: DryRun::Off,
    }
}

//! Operations that somebody asked to end.

use steersman_plan::ClusterError;

use crate::{Event, ReleaseContext, ReleaseError};

/// What an operation fails with: that it was cancelled, if it was, and else the failure. From here on the cluster does
/// what it is asked again, so that what was begun can be put right.
pub(crate) fn reason_to_end(context: &ReleaseContext<'_>, error: ReleaseError) -> ReleaseError {
    match check_cancelled(context) {
        Ok(()) if !error.is_cancelled() => error,
        // It was seen before, and what was being done is of no interest.
        _ => ClusterError::Cancelled.into(),
    }
}

/// Ends an operation that was cancelled, where no error would end it.
///
/// # Errors
/// It was cancelled.
pub(crate) fn check_cancelled(context: &ReleaseContext<'_>) -> Result<(), ReleaseError> {
    if context.cluster.go_on() {
        context.base.observer.event(&Event::Cancelled);
        Err(ClusterError::Cancelled.into())
    } else {
        Ok(())
    }
}

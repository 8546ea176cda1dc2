use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use steersman_plan::{Call, Cluster, DryRun, ObjectRef, PatchKind, Propagation};

use super::acquire::{Acquired, acquire};
use super::object::{RENEWED_EVERY, reference, renewal};
use crate::{Clock, FIELD_MANAGER, ReleaseContext, ReleaseError};

/// Keeps the lease of a release while somebody works on it.
#[derive(Debug)]
pub(crate) struct Keeper {
    target: ObjectRef,
    verb: &'static str,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It was not asked for yet, or there was nowhere to keep it.
    Free,
    Held,
    /// It can not be had here.
    Without,
    Done,
}

impl Keeper {
    /// Takes the lease, unless it is held or can not be had.
    ///
    /// # Errors
    /// Somebody else has it.
    pub(crate) fn acquire(&self, context: &ReleaseContext<'_>) -> Result<(), ReleaseError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if *state != State::Free {
            return Ok(());
        }
        *state = match acquire(context, &self.target, self.verb)? {
            Acquired::Yes => State::Held,
            Acquired::NoNamespace => State::Free,
            Acquired::Unavailable => State::Without,
        };
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// Renews the lease until the work is done.
    fn renew(&self, cluster: &dyn Cluster, clock: &dyn Clock, holder: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while *state != State::Done {
            let (next, waited) = self
                .changed
                .wait_timeout(state, RENEWED_EVERY)
                .unwrap_or_else(PoisonError::into_inner);
            state = next;
            if waited.timed_out() && *state == State::Held {
                drop(state);
                // Who cannot renew tries again the next time; the lease lasts for three.
                let _renewed = cluster.call(Call::Patch {
                    target: self.target.clone(),
                    kind: PatchKind::Json,
                    patch: renewal(holder, clock.now()),
                    manager: FIELD_MANAGER.to_owned(),
                    dry_run: DryRun::Off,
                });
                state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Ends renewing. Whether the lease was held.
    fn finish(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let was_held = *state == State::Held;
        *state = State::Done;
        drop(state);
        self.changed.notify_all();
        was_held
    }
}

/// Does some work on a release that nobody else may do at the same time.
///
/// # Errors
/// Somebody else works on the release; what the work says.
pub(crate) fn with_lease<T>(
    context: &ReleaseContext<'_>,
    namespace: &str,
    release: &str,
    verb: &'static str,
    work: impl FnOnce(&Keeper) -> Result<T, ReleaseError>,
) -> Result<T, ReleaseError> {
    let keeper = Keeper {
        target: reference(namespace, release),
        verb,
        state: Mutex::new(if context.cluster.is_stub() {
            State::Without
        } else {
            State::Free
        }),
        changed: Condvar::new(),
    };
    keeper.acquire(context)?;
    let (cluster, clock, holder) = (context.cluster, context.clock, context.holder.name());
    thread::scope(|scope| {
        let renewing = thread::Builder::new()
            .name("lease".to_owned())
            .spawn_scoped(scope, || keeper.renew(cluster, clock, holder));
        let result = work(&keeper);
        let was_held = keeper.finish();
        if let Ok(renewing) = renewing {
            // It has nothing to say.
            let _joined = renewing.join();
        }
        if was_held {
            // A lease that stays is over soon.
            let _deleted = cluster.call(Call::Delete {
                target: keeper.target.clone(),
                propagation: Propagation::Background,
                uid: None,
                dry_run: DryRun::Off,
            });
        }
        result
    })
}

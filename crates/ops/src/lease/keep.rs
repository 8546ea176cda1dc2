use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use steersman_names::ReleaseName;
use steersman_plan::{Call, Cluster, DryRun, ObjectRef, PatchKind, Propagation};

use super::acquire::{Acquired, acquire};
use super::object::{LASTS, RENEWED_EVERY, Terms, reference, renewal};
use crate::cancelled::{check_cancelled, reason_to_end};
use crate::{Clock, FIELD_MANAGER, ReleaseContext, ReleaseError};

/// Keeps the lease of a release while somebody works on it.
#[derive(Debug)]
pub(crate) struct Keeper {
    target: ObjectRef,
    verb: &'static str,
    state: Mutex<State>,
    changed: Condvar,
    took_over: AtomicBool,
    /// When it was taken or renewed last, in seconds since 1970.
    renewed: AtomicI64,
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
            Acquired::TakenOver => {
                self.took_over.store(true, Ordering::Relaxed);
                State::Held
            }
            Acquired::NoNamespace => State::Free,
            Acquired::Unavailable => State::Without,
        };
        self.note_renewal(context.clock);
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    fn note_renewal(&self, clock: &dyn Clock) {
        let now = clock.now().moment().as_second();
        self.renewed.store(now, Ordering::Relaxed);
    }

    /// Whether the lease is ours for sure; else somebody may have taken it meanwhile.
    fn is_fresh(&self, clock: &dyn Clock) -> bool {
        let age = clock.now().moment().as_second() - self.renewed.load(Ordering::Relaxed);
        u64::try_from(age).is_ok_and(|age| age < LASTS.as_secs())
    }

    /// Whether whoever held the lease before did not give it back.
    pub(crate) fn took_over(&self) -> bool {
        self.took_over.load(Ordering::Relaxed)
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
                let renewed = cluster.call(Call::Patch {
                    target: self.target.clone(),
                    kind: PatchKind::Json,
                    patch: renewal(holder, clock.now()),
                    manager: FIELD_MANAGER.to_owned(),
                    dry_run: DryRun::Off,
                });
                if renewed.is_ok() {
                    self.note_renewal(clock);
                }
                state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn is_ours(&self, cluster: &dyn Cluster, holder: &str) -> bool {
        let found = cluster.get(&self.target).ok().flatten();
        found.is_some_and(|lease| Terms::of(&lease).holder == holder)
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
        // A name that no release can have is refused by the verb itself.
        state: Mutex::new(
            if context.cluster.is_stub() || release.parse::<ReleaseName>().is_err() {
                State::Without
            } else {
                State::Free
            },
        ),
        changed: Condvar::new(),
        took_over: AtomicBool::new(false),
        renewed: AtomicI64::new(0),
    };
    keeper
        .acquire(context)
        .map_err(|error| reason_to_end(context, error))?;
    let (cluster, clock, holder) = (context.cluster, context.clock, context.holder.name());
    thread::scope(|scope| {
        let renewing = thread::Builder::new()
            .name("lease".to_owned())
            .spawn_scoped(scope, || keeper.renew(cluster, clock, holder));
        let result = work(&keeper);
        // What fails before anything was written fails because of it.
        let result = result.map_err(|error| check_cancelled(context).err().unwrap_or(error));
        // Who asks for the end when it is there has asked too late; the lease is given back all the same.
        let _too_late = cluster.go_on();
        let was_held = keeper.finish();
        if let Ok(renewing) = renewing {
            // It has nothing to say.
            let _joined = renewing.join();
        }
        if was_held && (keeper.is_fresh(clock) || keeper.is_ours(cluster, holder)) {
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

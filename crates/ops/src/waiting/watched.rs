//! The loop that all waiting by watching is made of.

use std::cell::LazyCell;
use std::time::Duration;

use steersman_plan::readiness::{Readiness, ReadyState};
use steersman_plan::{Change, ClusterError, Flow, Object, ObjectRef, Resource};

use super::Trouble;
use super::WaitError;
use super::mask::Secrets;
use super::reason::troubles_of;
use crate::{Event, ReleaseContext};

/// How long is watched before the pods of what is not ready are asked why.
const FIRST_LOOK: Duration = Duration::from_secs(2);
const LATER_LOOKS: Duration = Duration::from_secs(5);
/// How many objects are asked each time why they are not ready: each takes up to three requests.
const MAX_LOOKS: usize = 10;
/// What Helm makes of a timeout of nothing.
const NO_TIMEOUT: Duration = Duration::from_secs(30);

/// How an object that is waited for stands now.
#[derive(Clone, Copy, Debug)]
pub struct WaitStep<'a> {
    /// Which object.
    pub target: &'a ObjectRef,
    /// How it stands.
    pub readiness: &'a Readiness,
    /// Why, as its pods and the cluster say; empty when nothing is known.
    pub troubles: &'a [Trouble],
    /// How long it is waited for already.
    pub elapsed: Duration,
}

impl WaitStep<'_> {
    /// Why, in one line; empty when nothing is known.
    pub fn reason(&self) -> String {
        match self.troubles {
            [] => String::new(),
            [only] => only.text.clone(),
            [first, rest @ ..] => format!("{} (and {} more)", first.text, rest.len()),
        }
    }
}

/// An object that is waited for, as it was seen last.
#[derive(Clone, Debug)]
pub(super) struct Watched<'a> {
    pub(super) resource: &'a Resource,
    pub(super) object: Option<Object>,
    pub(super) readiness: Readiness,
    troubles: Vec<Trouble>,
    /// How often it was asked why already.
    looks: u32,
}

impl<'a> Watched<'a> {
    /// Before anything was seen.
    pub(super) fn all(resources: impl IntoIterator<Item = &'a Resource>) -> Vec<Self> {
        let fresh = |resource| Self {
            resource,
            object: None,
            readiness: Readiness::default(),
            troubles: Vec::new(),
            looks: 0,
        };
        resources.into_iter().map(fresh).collect()
    }
}

/// What is waited for, and how it is judged.
pub(super) struct Goal<'a> {
    /// How long.
    pub(super) timeout: Duration,
    /// The states in which nothing more is expected of an object.
    pub(super) final_states: &'static [ReadyState],
    /// What is never told.
    pub(super) secrets: Secrets<'a>,
    /// How an object stands.
    pub(super) judge: &'a dyn Fn(&Object) -> Readiness,
}

/// How waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nothing more is expected of any object.
    Settled,
    /// The time is over.
    TimedOut,
}

/// Watches objects until nothing more is expected of them.
pub(super) fn watch_until(
    context: &ReleaseContext<'_>,
    watched: &mut [Watched<'_>],
    goal: &Goal<'_>,
) -> Result<Ended, WaitError> {
    let timeout = if goal.timeout.is_zero() {
        NO_TIMEOUT
    } else {
        goal.timeout
    };
    let start = context.clock.now().moment();
    let elapsed = || {
        let passed = context.clock.now().moment().duration_since(start);
        Duration::try_from(passed).unwrap_or_default()
    };
    let mut slice = FIRST_LOOK;
    loop {
        let open: Vec<usize> = (0..watched.len())
            .filter(|&index| !goal.final_states.contains(&watched[index].readiness.state))
            .collect();
        if open.is_empty() {
            return Ok(Ended::Settled);
        }
        let left = timeout.saturating_sub(elapsed());
        if left.is_zero() {
            return Ok(Ended::TimedOut);
        }
        let targets: Vec<ObjectRef> = open
            .iter()
            .map(|&index| watched[index].resource.target.clone())
            .collect();
        let mut on_change = |change: Change| {
            let Some(&index) = open.get(change.index) else {
                return Flow::Continue;
            };
            let readiness = match &change.object {
                Some(object) => (goal.judge)(object),
                None => Readiness::not_found(),
            };
            watched[index].object = change.object;
            tell(context, &mut watched[index], readiness, None, elapsed());
            let is_settled =
                |&index: &usize| goal.final_states.contains(&watched[index].readiness.state);
            if open.iter().all(is_settled) {
                Flow::Stop
            } else {
                Flow::Continue
            }
        };
        match context
            .cluster
            .watch(&targets, left.min(slice), &mut on_change)
        {
            Ok(()) => {}
            Err(ClusterError::Timeout) => look_closer(context, watched, goal, &elapsed),
            Err(error) => return Err(WaitError::new(error.to_string())),
        }
        slice = LATER_LOOKS;
    }
}

/// Judges anew what only time changes, and asks pods what keeps the objects that are not ready.
fn look_closer(
    context: &ReleaseContext<'_>,
    watched: &mut [Watched<'_>],
    goal: &Goal<'_>,
    elapsed: &dyn Fn() -> Duration,
) {
    let mut open: Vec<&mut Watched<'_>> = watched
        .iter_mut()
        .filter(|one| !goal.final_states.contains(&one.readiness.state))
        .collect();
    // Of many objects some are asked each time, those first that were not asked for longest.
    open.sort_by_key(|one| one.looks);
    let masks = LazyCell::new(|| goal.secrets.masks());
    for (place, one) in open.into_iter().enumerate() {
        let Some(object) = &one.object else { continue };
        let readiness = (goal.judge)(object);
        let is_first = one.looks == 0;
        let troubles = (place < MAX_LOOKS).then(|| {
            one.looks += 1;
            let mut troubles = troubles_of(context, object, readiness.state);
            for trouble in &mut troubles {
                masks.hide(&mut trouble.text);
            }
            troubles
        });
        let was_told = tell(context, one, readiness, troubles, elapsed());
        if is_first && !was_told {
            // What takes its time is told even when it stands as before.
            tell_step(context, one, elapsed());
        }
    }
}

/// Keeps how an object stands, and tells it when that is news. Whether it was.
fn tell(
    context: &ReleaseContext<'_>,
    watched: &mut Watched<'_>,
    readiness: Readiness,
    troubles: Option<Vec<Trouble>>,
    elapsed: Duration,
) -> bool {
    let troubles = troubles.unwrap_or_else(|| watched.troubles.clone());
    if watched.readiness == readiness && watched.troubles == troubles {
        return false;
    }
    watched.readiness = readiness;
    watched.troubles = troubles;
    tell_step(context, watched, elapsed);
    true
}

fn tell_step(context: &ReleaseContext<'_>, watched: &Watched<'_>, elapsed: Duration) {
    context.base.observer.event(&Event::Waiting(&WaitStep {
        target: &watched.resource.target,
        readiness: &watched.readiness,
        troubles: &watched.troubles,
        elapsed,
    }));
}

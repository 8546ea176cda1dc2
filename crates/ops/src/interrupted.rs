//! Operations that were cut off: finding them, and deciding what becomes of them.

use std::time::Duration;

use steersman_release::{History, Query, Release, Status, decode, encode};

use crate::lease::{Keeper, LEASE_LASTS};
use crate::{Level, ReleaseContext, ReleaseError};

/// What becomes of an operation on the release that was cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum OnInterrupted {
    /// The operation goes on where it is the same; else it counts as failed, and the new one takes care of what it left.
    #[default]
    Resume,
    /// What it did is undone first.
    RollBack,
    /// The release is left as it is.
    Fail,
}

/// How records begin to describe operations that were cut off and taken over.
const TAKEN_OVER: &str = "Interrupted: ";

/// The description of a release that is being uninstalled, as Helm words it. Helm leaves it there when that fails; ours
/// goes on with the reason, so that nobody waits for an operation that has ended.
pub(crate) const BEING_DELETED: &str = "Deletion in progress (or silently failed)";

/// The revisions of a release, and whether the newest one was cut off.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) history: History,
    pub(crate) is_cut_off: bool,
}

/// Reads the revisions of a release.
///
/// # Errors
/// The records can not be read.
pub(crate) fn read_history(
    context: &ReleaseContext<'_>,
    name: &str,
) -> Result<History, ReleaseError> {
    let query = Query {
        name: Some(name),
        status: None,
    };
    Ok(History::new(context.releases.query(&query)?))
}

/// Finds out whether whoever worked on the newest revision is gone. The lease is ours, so nobody of our kind is at it;
/// others are given as long as a lease lasts to write something.
///
/// # Errors
/// The records can not be read again.
pub(crate) fn find(
    context: &ReleaseContext<'_>,
    history: History,
    keeper: Option<&Keeper>,
    policy: OnInterrupted,
) -> Result<Found, ReleaseError> {
    let uncut = |history| Found {
        history,
        is_cut_off: false,
    };
    let Some(keeper) = keeper.filter(|_| policy != OnInterrupted::Fail) else {
        return Ok(uncut(history));
    };
    let may_be_alive = |last: &&Release| is_under_way(last) && !has_failed_to_go(last);
    let Some(last) = history.last().filter(may_be_alive) else {
        return Ok(uncut(history));
    };
    if context.cluster.is_stub() {
        return Ok(uncut(history));
    }
    if keeper.took_over() {
        return Ok(Found {
            history,
            is_cut_off: true,
        });
    }
    let rest = LEASE_LASTS.saturating_sub(age(context, last));
    if rest.is_zero() {
        return Ok(Found {
            history,
            is_cut_off: true,
        });
    }
    context.log(
        Level::Info,
        "waiting to see whether another operation on the release is alive",
        &[
            ("revision", &last.version.to_string()),
            ("status", last.info.status.name()),
        ],
    );
    context.clock.sleep(rest);
    let again = read_history(context, &last.name)?;
    let is_cut_off = again.last() == Some(last);
    Ok(Found {
        history: again,
        is_cut_off,
    })
}

fn is_under_way(release: &Release) -> bool {
    release.info.status.is_pending() || release.info.status == Status::Uninstalling
}

/// Whether an uninstallation ended without an uninstalled release, by what the record says.
pub(crate) fn has_failed_to_go(release: &Release) -> bool {
    let info = &release.info;
    let reason = info.description.strip_prefix(BEING_DELETED);
    info.status == Status::Uninstalling && reason.is_some_and(|reason| !reason.is_empty())
}

/// How long ago something was written into the record, as far as that shows.
fn age(context: &ReleaseContext<'_>, release: &Release) -> Duration {
    let info = &release.info;
    let hooks = release.hooks.iter().map(|hook| &hook.last_run);
    let latest = hooks
        .flat_map(|run| [run.started_at, run.completed_at])
        .chain([info.last_deployed, info.deleted])
        .flatten()
        .max();
    latest.map_or(Duration::MAX, |latest| {
        let age = context.clock.now().moment().duration_since(latest.moment());
        Duration::try_from(age).unwrap_or_default()
    })
}

/// Tells what was found and what is done about it.
pub(crate) fn tell(context: &ReleaseContext<'_>, release: &Release, action: &str) {
    context.log(
        Level::Warn,
        "found an operation on the release that was cut off",
        &[
            ("name", &release.name),
            ("revision", &release.version.to_string()),
            ("status", release.info.status.name()),
            ("action", action),
        ],
    );
}

/// Notes that a revision was cut off and will not be gone on with.
///
/// # Errors
/// The record can not be written.
pub(crate) fn close(
    context: &ReleaseContext<'_>,
    release: &Release,
) -> Result<Release, ReleaseError> {
    tell(
        context,
        release,
        "closing the revision as failed and going on with a new one",
    );
    let mut closed = release.clone();
    closed.info.description = format!("{TAKEN_OVER}{}", release.info.status);
    closed.info.status = Status::Failed;
    context.releases.update(&closed)?;
    Ok(closed)
}

/// Whether an operation ended in the middle by what its record says: taken over by another one, or cancelled.
fn is_cut_short(description: &str) -> bool {
    description.starts_with(TAKEN_OVER) || description.ends_with(" failed: context canceled")
}

/// The revisions after the one that worked whose objects may be in the cluster because nobody cleaned up after them.
pub(crate) fn unsettled(history: &History) -> Vec<&Release> {
    let good = |release: &&Release| {
        matches!(
            release.info.status,
            Status::Deployed | Status::Superseded | Status::Uninstalled
        )
    };
    let mut found: Vec<&Release> = history
        .revisions()
        .iter()
        .rev()
        .take_while(|release| !good(release))
        .filter(|release| is_under_way(release) || is_cut_short(&release.info.description))
        .collect();
    found.reverse();
    found
}

/// The newest revision before the newest one that worked.
pub(crate) fn before_last(history: &History) -> Option<&Release> {
    let earlier = || history.revisions().iter().rev().skip(1);
    let of = |status| earlier().find(move |release| release.info.status == status);
    of(Status::Deployed).or_else(|| of(Status::Superseded))
}

/// Whether a revision that is to be made is the one that was cut off, so that it can be gone on with.
pub(crate) fn is_same_work(new: &Release, old: &Release) -> bool {
    let hooks = |release: &Release| -> Vec<(String, String)> {
        let hooks = release.hooks.iter();
        hooks
            .map(|hook| (hook.path.clone(), hook.manifest.clone()))
            .collect()
    };
    // Records do not tell integers from other numbers.
    let Some(stored) = encode(new).ok().and_then(|text| decode(&text).ok()) else {
        return false;
    };
    new.manifest == old.manifest
        && hooks(new) == hooks(old)
        && new.apply_method == old.apply_method
        && stored.config == old.config
        && stored.chart.metadata == old.chart.metadata
}

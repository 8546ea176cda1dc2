//! Verbs that die at any call: one more command brings the release to where it is to be.

use std::collections::BTreeMap;

use steersman_release::{Phase, Status};

use crate::verbs::{HOOKS, do_install, do_rollback, do_uninstall, do_upgrade, objects};
use crate::world::World;

type Verb = fn(&World) -> Result<(), String>;

fn done<T>(result: Result<T, steersman_ops::ReleaseError>) -> Result<(), String> {
    result.map(drop).map_err(|error| error.to_string())
}

const INSTALL_AB: Verb = |world| done(do_install(world, &["a", "b"]));
const INSTALL_BC: Verb = |world| done(do_install(world, &["b", "c"]));
const UPGRADE_BC: Verb = |world| done(do_upgrade(world, &["b", "c"]));
const UPGRADE_CD: Verb = |world| done(do_upgrade(world, &["c", "d"]));
const ROLLBACK: Verb = |world| done(do_rollback(world, 1));
const UNINSTALL: Verb = |world| done(do_uninstall(world));

/// What is done before, what is cut off, what is done after that, and which objects there are then.
struct Case {
    name: &'static str,
    before: &'static [Verb],
    cut_off: Verb,
    after: Verb,
    objects: &'static [&'static str],
}

const CASES: [Case; 9] = [
    Case {
        name: "install again",
        before: &[],
        cut_off: INSTALL_AB,
        after: INSTALL_AB,
        objects: &["ConfigMap a", "ConfigMap b"],
    },
    Case {
        name: "install something else",
        before: &[],
        cut_off: INSTALL_AB,
        after: INSTALL_BC,
        objects: &["ConfigMap b", "ConfigMap c"],
    },
    Case {
        name: "uninstall what was being installed",
        before: &[],
        cut_off: INSTALL_AB,
        after: UNINSTALL,
        objects: &[],
    },
    Case {
        name: "upgrade again",
        before: &[INSTALL_AB],
        cut_off: UPGRADE_BC,
        after: UPGRADE_BC,
        objects: &["ConfigMap b", "ConfigMap c"],
    },
    Case {
        name: "upgrade to something else",
        before: &[INSTALL_AB],
        cut_off: UPGRADE_BC,
        after: UPGRADE_CD,
        objects: &["ConfigMap c", "ConfigMap d"],
    },
    Case {
        name: "roll back what was being upgraded",
        before: &[INSTALL_AB],
        cut_off: UPGRADE_BC,
        after: ROLLBACK,
        objects: &["ConfigMap a", "ConfigMap b"],
    },
    Case {
        name: "uninstall what was being upgraded",
        before: &[INSTALL_AB],
        cut_off: UPGRADE_BC,
        after: UNINSTALL,
        objects: &[],
    },
    Case {
        name: "roll back again",
        before: &[INSTALL_AB, UPGRADE_BC],
        cut_off: ROLLBACK,
        after: ROLLBACK,
        objects: &["ConfigMap a", "ConfigMap b"],
    },
    Case {
        name: "uninstall again",
        before: &[INSTALL_AB, UPGRADE_BC],
        cut_off: UNINSTALL,
        after: UNINSTALL,
        objects: &[],
    },
];

/// More calls than any verb makes here.
const ENOUGH: usize = 200;

#[test]
fn one_more_command_ends_what_was_cut_off() {
    for case in &CASES {
        let mut ends = false;
        for calls in 0..ENOUGH {
            let world = World::new();
            for verb in case.before {
                verb(&world).expect("what comes before works");
            }
            world.cluster.life.set(calls);
            let cut_off = (case.cut_off)(&world);
            ends = cut_off.is_ok() && world.cluster.life.left() > 0;
            world.cluster.life.set(usize::MAX);
            judge(case, calls, &world);
            if ends {
                break;
            }
        }
        assert!(ends, "{} needs more calls", case.name);
    }
}

fn judge(case: &Case, calls: usize, world: &World) {
    let place = format!("{}, cut off after {calls} calls", case.name);
    let finished = finished_hooks(world);
    let was_deployed = is_deployed(world);
    let was_under_way = world
        .history()
        .last()
        .is_some_and(|line| line.contains("pending") || line.contains("uninstalling"));
    let result = (case.after)(world);
    // Installing what is installed, and uninstalling what is gone, is refused as ever.
    let refused_rightly = match &result {
        Ok(()) => false,
        Err(error) if error.contains("still in use") => was_deployed,
        Err(error) if error.contains("not loaded") => world.history().is_empty(),
        Err(error) => panic!("{place}: {error}"),
    };
    if refused_rightly && was_deployed {
        return;
    }
    assert_eq!(objects(world), case.objects, "{place}");
    let told = world.was_told("found an operation on the release that was cut off");
    assert_eq!(told, was_under_way, "{place}");
    let history = world.history();
    if case.objects.is_empty() {
        assert_eq!(history, Vec::<String>::new(), "{place}");
    } else {
        let revisions: Vec<String> = (1..=history.len()).map(|n| n.to_string()).collect();
        let numbers: Vec<&str> = history
            .iter()
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(numbers, revisions, "{place}: {history:?}");
        let open = history
            .iter()
            .filter(|line| line.contains("pending") || line.contains("uninstalling"));
        assert_eq!(open.count(), 0, "{place}: {history:?}");
        let deployed = history.iter().filter(|line| line.ends_with(" deployed"));
        assert_eq!(deployed.count(), 1, "{place}: {history:?}");
        assert!(is_deployed(world), "{place}: {history:?}");
    }
    if std::ptr::fn_addr_eq(case.cut_off, case.after) && calls > 0 {
        for (hook, times) in finished {
            let now = world.cluster.times_made("Job", hook);
            assert!(now <= times, "{place}: {hook} ran again");
        }
    }
}

/// Whether the newest revision is deployed.
fn is_deployed(world: &World) -> bool {
    world
        .history()
        .last()
        .is_some_and(|line| line.ends_with(" deployed"))
}

/// The hooks that the newest record says have run in an operation that was cut off, and how often they did.
fn finished_hooks(world: &World) -> BTreeMap<&'static str, usize> {
    let revisions = world.revisions();
    let last = revisions.iter().max_by_key(|release| release.version);
    let under_way = last.filter(|release| {
        release.info.status.is_pending() || release.info.status == Status::Uninstalling
    });
    let Some(release) = under_way else {
        return BTreeMap::new();
    };
    let since = release.info.deleted.or(release.info.last_deployed);
    HOOKS
        .into_iter()
        .filter(|name| {
            let hook = release.hooks.iter().find(|hook| hook.name == *name);
            hook.is_some_and(|hook| {
                hook.last_run.phase == Phase::Succeeded && hook.last_run.started_at >= since
            })
        })
        .map(|name| (name, world.cluster.times_made("Job", name)))
        .collect()
}

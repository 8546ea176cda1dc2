use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use steersman_testbed::{Fault, FaultProxy};

use super::trial::{Cut, Trial, recover};
use super::verb::Verb;
use crate::live::Arena;
use crate::parallel;

/// On which side of a request the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Kills every verb before and after each of its requests in turn.
pub(super) fn kill_at_calls(arena: &Arena, jobs: usize) -> Result<Vec<Trial>> {
    let counter = arena.proxy("admin", "count")?;
    let mut plan = Vec::new();
    for verb in Verb::ALL {
        let release = format!("counted-{}", verb.name());
        verb.prepare(arena, &release)?;
        counter.set_faults(|_| Fault::None);
        arena.succeed(counter.kubeconfig(), &verb.command(&release))?;
        let count = counter.seen().len();
        println!("{} makes {count} requests", verb.name());
        for call in 1..=count {
            plan.push((plan.len(), verb, call, Side::Before));
            plan.push((plan.len(), verb, call, Side::After));
        }
        arena.succeed(
            &arena.admin(),
            &format!("uninstall {release} --no-hooks --ignore-not-found"),
        )?;
    }
    let proxies = AtomicU32::new(0);
    let trials = parallel::map(
        &plan,
        jobs,
        || {
            arena.proxy(
                "admin",
                &format!("kill-{}", proxies.fetch_add(1, Ordering::Relaxed)),
            )
        },
        |proxy, (n, verb, call, side)| {
            let proxy = proxy
                .as_ref()
                .map_err(|error| anyhow::anyhow!("no proxy: {error:#}"))?;
            kill_once(arena, proxy, *n, (*verb, *call, *side))
        },
    );
    trials.into_iter().collect()
}

fn kill_once(
    arena: &Arena,
    proxy: &FaultProxy,
    n: usize,
    (verb, call, side): (Verb, usize, Side),
) -> Result<Trial> {
    let release = format!("c{n}");
    verb.prepare(arena, &release)?;
    run_until(
        arena,
        proxy,
        (&arena.program, &verb.command(&release)),
        call,
        side == Side::After,
    )?;
    let cut = Cut {
        release: &release,
        verb,
        what: format!("{} {side:?} request {call}", verb.name()).to_lowercase(),
    };
    // Each recovery after each request: both sides of it would make the same choice again.
    recover(arena, &arena.admin(), cut, n / 2 + n % 2 * 2)
}

/// Runs a command until it is killed at a request; to its end, when it makes fewer.
pub(super) fn run_until(
    arena: &Arena,
    proxy: &FaultProxy,
    (program, words): (&Path, &str),
    call: usize,
    is_carried_out: bool,
) -> Result<()> {
    let pid = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&pid);
    proxy.set_faults(move |seen| {
        if seen.number != call {
            return Fault::None;
        }
        while shared.load(Ordering::Acquire) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        let pid = shared.load(Ordering::Acquire);
        if is_carried_out {
            Fault::KillAfter(pid)
        } else {
            Fault::KillBefore(pid)
        }
    });
    let mut child = arena.spawn(program, proxy.kubeconfig(), words)?;
    pid.store(child.id(), Ordering::Release);
    child.wait()?;
    // What comes later is none of it.
    proxy.set_faults(|_| Fault::None);
    Ok(())
}

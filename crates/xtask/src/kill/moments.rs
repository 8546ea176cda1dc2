use std::time::Duration;

use anyhow::Result;

use super::trial::{Cut, Trial, recover};
use super::verb::Verb;
use crate::live::Arena;
use crate::parallel;
use crate::process::now;
use crate::random::Random;

/// Kills commands at `count` random moments, the verbs in turn.
pub(super) fn kill_at_moments(
    arena: &Arena,
    count: usize,
    seed: u64,
    jobs: usize,
) -> Result<Vec<Trial>> {
    let mut lasting = Vec::new();
    for verb in Verb::ALL {
        lasting.push(measure(arena, verb)?);
    }
    let mut random = Random::new(seed);
    let plan: Vec<(usize, Verb, Duration)> = (0..count)
        .map(|n| {
            let verb = Verb::ALL[n % 4];
            (n, verb, lasting[n % 4].mul_f64(random.next()))
        })
        .collect();
    let trials = parallel::map(
        &plan,
        jobs,
        || (),
        |(), (n, verb, moment)| kill_once(arena, *n, *verb, *moment),
    );
    trials.into_iter().collect()
}

/// How long a verb takes that is left alone.
fn measure(arena: &Arena, verb: Verb) -> Result<Duration> {
    let release = format!("clean-{}", verb.name());
    verb.prepare(arena, &release)?;
    let start = now();
    arena.succeed(&arena.admin(), &verb.command(&release))?;
    let lasting = start.elapsed();
    arena.succeed(
        &arena.admin(),
        &format!("uninstall {release} --no-hooks --ignore-not-found"),
    )?;
    println!("{} takes {} ms", verb.name(), lasting.as_millis());
    Ok(lasting)
}

fn kill_once(arena: &Arena, n: usize, verb: Verb, moment: Duration) -> Result<Trial> {
    let release = format!("m{n}");
    verb.prepare(arena, &release)?;
    let admin = arena.admin();
    let mut child = arena.spawn(&arena.program, &admin, &verb.command(&release))?;
    std::thread::sleep(moment);
    child.kill()?;
    child.wait()?;
    let cut = Cut {
        release: &release,
        verb,
        what: format!("{} at {} ms", verb.name(), moment.as_millis()),
    };
    recover(arena, &admin, cut, n / 4)
}

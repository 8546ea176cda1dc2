//! SIGKILL at random moments of uploads and deletes, by both protocols.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use super::check;
use super::http::ask;
use super::minio::Minio;
use super::model::{Model, Wanted};
use super::package::Package;
use super::registry;
use super::server::{Place, Server};
use crate::process::now;
use crate::random::Random;
use crate::scratch::Scratch;
use crate::workspace::Workspace;

const CHART: &str = "web";
/// Changes that are asked for one after the other until the server is gone.
const CHANGES: usize = 60;
/// The latest moment of a kill.
const LATEST: Duration = Duration::from_millis(400);
/// How long a server may take after its start until what nobody was told of is whole.
const SETTLING: Duration = Duration::from_secs(5);
/// Versions beyond which old ones are deleted first.
const MANY: usize = 40;

/// Kills servers at `moments` random moments, half of them on a folder and half on a bucket.
pub(super) fn crash(
    workspace: &Workspace,
    program: &Path,
    moments: usize,
    seed: u64,
) -> Result<usize> {
    let scratch = Scratch::new()?;
    let minio = Minio::start(workspace, scratch.path())?;
    let bucket = Place::Bucket {
        host: minio.host,
        prefix: "kill".to_owned(),
        spool: scratch.work().join("spool"),
    };
    let folder = scratch.work().join("charts");
    fs::create_dir_all(&folder)?;
    let mut random = Random::new(seed);
    let mut wrong = 0;
    println!("seed {seed}");
    for place in [Place::Folder(folder), bucket] {
        let mut trial = Trial::new(program, place);
        for _ in 0..moments.div_ceil(2) {
            trial.kill_once(&mut random)?;
        }
        trial.report(&mut wrong);
    }
    Ok(wrong)
}

/// The kills of one place.
struct Trial<'a> {
    program: &'a Path,
    place: Place,
    model: Model,
    next: usize,
    kills: usize,
    answered: usize,
    cut: usize,
    slowest: Duration,
    problems: Vec<String>,
}

impl<'a> Trial<'a> {
    fn new(program: &'a Path, place: Place) -> Self {
        Self {
            program,
            place,
            model: Model {
                chart: CHART,
                versions: std::collections::BTreeMap::new(),
            },
            next: 0,
            kills: 0,
            answered: 0,
            cut: 0,
            slowest: Duration::ZERO,
            problems: Vec::new(),
        }
    }

    fn kill_once(&mut self, random: &mut Random) -> Result<()> {
        let server = Server::start(self.program, &self.place, &[])?;
        let host = server.host.clone();
        let moment = LATEST.mul_f64(random.next());
        let killer = std::thread::spawn(move || {
            std::thread::sleep(moment);
            server.kill()
        });
        for _ in 0..CHANGES {
            if !self.change(&host, random)? {
                self.cut += 1;
                break;
            }
            self.answered += 1;
        }
        killer.join().ok().context("the killer ended well")??;
        self.kills += 1;
        let restarted = Server::start(self.program, &self.place, &[])?;
        let begin = now();
        let found = loop {
            let mut model = self.model.clone();
            let found = model
                .compare(&restarted.host)
                .context("the server answers")?;
            if found.is_empty() || begin.elapsed() > SETTLING {
                self.model = model;
                break found;
            }
        };
        self.slowest = self.slowest.max(restarted.ready);
        for problem in found {
            self.problems
                .push(format!("after {} ms: {problem}", moment.as_millis()));
        }
        self.forget_gone();
        Ok(())
    }

    /// Asks for one change; false when it was not answered.
    fn change(&mut self, host: &str, random: &mut Random) -> Result<bool> {
        let there: Vec<String> = self
            .model
            .versions
            .iter()
            .filter(|(_, wanted)| matches!(wanted, Wanted::There(_)))
            .map(|(version, _)| version.clone())
            .collect();
        let by_registry = random.next() < 0.5;
        let deletes = there.len() > MANY || !there.is_empty() && random.next() < 0.3;
        let (version, status, after, before) = if deletes {
            let version = there[random.below(there.len())].clone();
            let answer = if by_registry {
                registry::delete(host, CHART, &version)
            } else {
                ask(
                    host,
                    "DELETE",
                    &format!("/api/charts/{CHART}/{version}"),
                    b"",
                )
            };
            let bytes = match &self.model.versions[&version] {
                Wanted::There(bytes) => bytes.clone(),
                other => bail!("{version} is {other:?}"),
            };
            (
                version,
                answer.map(|answer| answer.status),
                Wanted::Gone,
                bytes,
            )
        } else {
            self.next += 1;
            let version = format!("0.1.{}", self.next);
            let package = Package::new(CHART, &version, &self.next.to_string())?;
            let answer = if by_registry {
                registry::push(host, &package)
            } else {
                ask(host, "POST", "/api/charts", &package.bytes)
            };
            let bytes = package.digest();
            let after = Wanted::There(bytes.clone());
            (version, answer.map(|answer| answer.status), after, bytes)
        };
        let (wanted, answered) = match status {
            Some(200..=202) => (after, true),
            Some(status) => bail!("a change of {version} was answered by {status}"),
            None => (Wanted::Either(before), false),
        };
        self.model.versions.insert(version, wanted);
        Ok(answered)
    }

    /// Versions that went are looked at once more after their kill, and then no longer.
    fn forget_gone(&mut self) {
        self.model
            .versions
            .retain(|_, wanted| *wanted != Wanted::Gone);
    }

    fn report(&self, wrong: &mut usize) {
        let text = format!(
            "{}: {} kills, {} changes answered, {} cut off, {} problems; ready again in {} ms at most",
            self.place.name(),
            self.kills,
            self.answered,
            self.cut,
            self.problems.len(),
            self.slowest.as_millis(),
        );
        check(wrong, self.problems.is_empty(), &text);
        for problem in self.problems.iter().take(20) {
            println!("     {problem}");
        }
    }
}

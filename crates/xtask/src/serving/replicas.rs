//! Two and three servers on one bucket, which know nothing of each other but what is in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::http::ask;
use super::minio::Minio;
use super::model::{indexed, listed};
use super::package::Package;
use super::server::{Place, Server};
use super::{check, registry};
use crate::scratch::Scratch;
use crate::workspace::Workspace;

const CHART: &str = "web";
/// Versions that all servers try to upload at once.
const RACES: usize = 30;
/// Versions that each server uploads while the others do.
const EACH: usize = 40;

/// Checks two servers, then three; answers with how many checks failed.
pub(super) fn replicas(workspace: &Workspace, program: &Path) -> Result<usize> {
    let mut wrong = 0;
    for count in [2, 3] {
        let scratch = Scratch::new()?;
        let minio = Minio::start(workspace, scratch.path())?;
        let servers: Result<Vec<Server>> = (0..count)
            .map(|n| {
                let place = Place::Bucket {
                    host: minio.host.clone(),
                    prefix: "replicas".to_owned(),
                    spool: scratch.work().join(n.to_string()),
                };
                Server::start(program, &place, &[])
            })
            .collect();
        let servers = servers?;
        let hosts: Vec<&str> = servers.iter().map(|server| &*server.host).collect();
        println!("{count} servers");
        reads_own_writes(&mut wrong, &hosts)?;
        one_wins(&mut wrong, &hosts)?;
        all_arrive(&mut wrong, &hosts)?;
        index_is_rebuilt(&mut wrong, program, &minio, &scratch)?;
    }
    Ok(wrong)
}

/// What one server answered, all others have at once: uploads, replacements and deletes.
fn reads_own_writes(wrong: &mut usize, hosts: &[&str]) -> Result<()> {
    let (mut missing, mut stale, mut ghosts, mut slowest) = (0, 0, 0, Duration::ZERO);
    let rounds = 60;
    for n in 0..rounds {
        let version = format!("1.0.{n}");
        let writer = hosts[n % hosts.len()];
        let package = Package::new(CHART, &version, "first")?;
        let uploaded = if n % 2 == 0 {
            ask(writer, "POST", "/api/charts", &package.bytes)
        } else {
            registry::push(writer, &package)
        };
        let uploaded = uploaded.context("an upload is answered")?;
        slowest = slowest.max(uploaded.took);
        for host in hosts {
            let has = indexed(host, CHART).context("an index is answered")?;
            missing += usize::from(uploaded.status != 201 || !has.contains(&version));
        }
        let other = Package::new(CHART, &version, "second")?;
        let forced = ask(writer, "POST", "/api/charts?force", &other.bytes);
        let forced = forced.context("an upload is answered")?;
        for host in hosts {
            let has = listed(host, CHART).context("a list is answered")?;
            let same = has.get(&version) == Some(&other.digest());
            stale += usize::from(forced.status != 201 || !same);
        }
        if n % 3 == 0 {
            let deleter = hosts[(n + 1) % hosts.len()];
            let path = format!("/api/charts/{CHART}/{version}");
            let deleted = ask(deleter, "DELETE", &path, b"").context("a delete is answered")?;
            for host in hosts {
                let has = indexed(host, CHART).context("an index is answered")?;
                let tag = registry::pull(host, CHART, &version).context("a pull is answered")?;
                let ghost = deleted.status != 200 || has.contains(&version) || tag.0.is_some();
                ghosts += usize::from(ghost);
            }
        }
    }
    check(
        wrong,
        missing == 0,
        &format!(
            "{rounds} uploads are in every index at once ({missing} missing; slowest upload {} ms)",
            slowest.as_millis()
        ),
    );
    check(
        wrong,
        stale == 0,
        &format!("{rounds} replacements are in every index at once ({stale} stale)"),
    );
    check(
        wrong,
        ghosts == 0,
        &format!("deletes are in every index at once ({ghosts} ghosts)"),
    );
    Ok(())
}

/// Of several uploads of one version at once, one is taken; the others are told so.
fn one_wins(wrong: &mut usize, hosts: &[&str]) -> Result<()> {
    let mut bad = Vec::new();
    for n in 0..RACES {
        let version = format!("2.0.{n}");
        let packages: Result<Vec<Package>> = (0..hosts.len())
            .map(|mark| Package::new(CHART, &version, &mark.to_string()))
            .collect();
        let packages = packages?;
        let statuses = race(&packages, hosts, n);
        let winners: Vec<usize> = (0..hosts.len())
            .filter(|at| statuses[*at] == Some(201))
            .collect();
        let others = statuses
            .iter()
            .filter(|status| **status == Some(409))
            .count();
        let digests: BTreeSet<Option<String>> = hosts
            .iter()
            .map(|host| listed(host, CHART).and_then(|list| list.get(&version).cloned()))
            .collect();
        let winner = winners.first().map(|at| packages[*at].digest());
        let agreed = digests.len() == 1 && digests.first() == Some(&winner);
        if winners.len() != 1 || others + 1 != hosts.len() || !agreed {
            bad.push(format!("{version}: {statuses:?}, agreed: {agreed}"));
        }
    }
    check(
        wrong,
        bad.is_empty(),
        &format!("{RACES} races of one version: one 201, the others 409, all agree on whose it is"),
    );
    for text in bad.iter().take(5) {
        println!("     {text}");
    }
    Ok(())
}

/// Uploads each package to its server, all at once; some by the one protocol, some by the other.
fn race(packages: &[Package], hosts: &[&str], round: usize) -> Vec<Option<u16>> {
    let upload = |at: usize| {
        let (package, host) = (&packages[at], hosts[at]);
        let answer = if (round + at).is_multiple_of(2) {
            ask(host, "POST", "/api/charts", &package.bytes)
        } else {
            registry::push(host, package)
        };
        answer.map(|answer| answer.status)
    };
    std::thread::scope(|scope| {
        let uploads: Vec<_> = (0..hosts.len())
            .map(|at| scope.spawn(move || upload(at)))
            .collect();
        uploads
            .into_iter()
            .map(|upload| upload.join().ok().flatten())
            .collect()
    })
}

/// Uploads and deletes of all servers at once: nothing is lost, nothing comes back.
fn all_arrive(wrong: &mut usize, hosts: &[&str]) -> Result<()> {
    let failed: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = hosts
            .iter()
            .enumerate()
            .map(|(at, host)| {
                scope.spawn(move || (0..EACH).filter(|n| !write_one(host, at, *n)).count())
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap_or(EACH))
            .sum()
    });
    let expected: BTreeSet<String> = (0..hosts.len())
        .flat_map(|at| {
            (0..EACH)
                .filter(|n| !n.is_multiple_of(4))
                .map(move |n| format!("3.{at}.{n}"))
        })
        .collect();
    let mut differ = 0;
    for host in hosts {
        let has: BTreeSet<String> = indexed(host, CHART)
            .context("an index is answered")?
            .into_iter()
            .filter(|version| version.starts_with("3."))
            .collect();
        differ += usize::from(has != expected);
    }
    check(
        wrong,
        failed == 0 && differ == 0,
        &format!(
            "{} changes by {} servers at once: {failed} failed, {differ} indexes differ",
            EACH * hosts.len(),
            hosts.len()
        ),
    );
    Ok(())
}

fn write_one(host: &str, at: usize, n: usize) -> bool {
    let version = format!("3.{at}.{n}");
    let uploaded = Package::new(CHART, &version, "x")
        .ok()
        .and_then(|package| ask(host, "POST", "/api/charts", &package.bytes))
        .is_some_and(|answer| answer.status == 201);
    let deleted = !n.is_multiple_of(4)
        || ask(
            host,
            "DELETE",
            &format!("/api/charts/{CHART}/{version}"),
            b"",
        )
        .is_some_and(|answer| answer.status == 200);
    uploaded && deleted
}

/// A server that finds neither snapshot nor journal makes the same index from the packages.
fn index_is_rebuilt(
    wrong: &mut usize,
    program: &Path,
    minio: &Minio,
    scratch: &Scratch,
) -> Result<()> {
    let place = |name: &str| Place::Bucket {
        host: minio.host.clone(),
        prefix: "replicas".to_owned(),
        spool: scratch.work().join(name),
    };
    let with = Server::start(program, &place("with"), &[])?;
    let without = Server::start(program, &place("without"), &["--disable-statefiles"])?;
    let expected = listed(&with.host, CHART).context("a list is answered")?;
    let rebuilt = listed(&without.host, CHART).context("a list is answered")?;
    let text = format!(
        "an index of {} versions rebuilt from the packages alone is the same",
        rebuilt.len()
    );
    check(wrong, !expected.is_empty() && expected == rebuilt, &text);
    Ok(())
}

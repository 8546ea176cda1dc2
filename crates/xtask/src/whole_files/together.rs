use std::path::Path;
use std::thread;

use anyhow::{Result, anyhow};
use fs_err as fs;

use super::check;
use super::site::{Site, said};
use super::tree::tree;
use crate::process::Finished;

const ROUNDS: usize = 12;

/// Lets several programs work on the same files at once, real Helm among them.
pub(super) fn together(wrong: &mut usize, site: &Site, [program, helm]: [&Path; 2]) -> Result<()> {
    let home = site.place("shared")?;
    fs::create_dir_all(home.join("tmp"))?;
    site.succeed(program, &home, "repo add main URL")?;
    for round in 0..ROUNDS {
        site.publish(100 + round)?;
        let jobs = [
            (program, "repo update"),
            (program, "search repo main -l"),
            (helm, "repo update"),
            (program, "repo update"),
            (program, "search repo main/small --versions"),
            (helm, "search repo main -l"),
        ];
        all_succeed(
            wrong,
            site,
            &home,
            &jobs,
            &format!("updates at once, round {round}"),
        )?;
        let newest = format!("{}.0.0", 100 + round);
        let found = site.run(program, &home, "search repo main/small")?;
        let found = String::from_utf8_lossy(&found.stdout).contains(&newest);
        check(
            wrong,
            found,
            &format!("updates at once, round {round}: {newest} is found"),
        );
    }
    let lines: Vec<String> = (0..16).map(|n| format!("repo add r{n} URL")).collect();
    let jobs: Vec<(&Path, &str)> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| (if n % 4 == 3 { helm } else { program }, line.as_str()))
        .collect();
    all_succeed(wrong, site, &home, &jobs, "16 repositories added at once")?;
    let list = site.run(program, &home, "repo list -o json")?;
    let list: serde_json::Value = serde_json::from_slice(&list.stdout)?;
    let count = list.as_array().map_or(0, Vec::len);
    check(
        wrong,
        count == 17,
        &format!("{count} of 17 repositories are there"),
    );
    let jobs = [(program, "pull main/large"); 6];
    all_succeed(wrong, site, &home, &jobs, "6 pulls of one chart at once")?;
    let served = site.place("site")?.join("large-1.0.0.tgz");
    let same = fs::read(home.join("large-1.0.0.tgz"))? == fs::read(served)?;
    check(
        wrong,
        same,
        "6 pulls of one chart at once: the archive is whole",
    );
    let umbrella = home.join("umbrella");
    fs::create_dir_all(&umbrella)?;
    let head = format!(
        "apiVersion: v2\nname: umbrella\nversion: 0.1.0\ndependencies:\n\
         - {{name: larger, version: 1.0.0, repository: {url}}}\n\
         - {{name: large, version: 1.0.0, repository: {url}}}\n",
        url = site.url()
    );
    fs::write(umbrella.join("Chart.yaml"), head)?;
    let jobs = [(program, "dependency update umbrella"); 4];
    let _ended = at_once(site, &home, &jobs)?;
    // Whoever came second may have found the folder in use and said so; one more finds it in order.
    site.succeed(program, &home, "dependency build umbrella")?;
    let charts = tree(&umbrella.join("charts"), &[])?;
    let names: Vec<String> = charts
        .keys()
        .map(|path| path.display().to_string())
        .collect();
    let what = format!("dependencies of one chart updated 4 times at once: {names:?}");
    check(
        wrong,
        names == ["large-1.0.0.tgz", "larger-1.0.0.tgz"],
        &what,
    );
    let strays: Vec<String> = tree(&home, &[])?
        .keys()
        .map(|path| path.display().to_string())
        .filter(|path| path.contains("tmp"))
        .collect();
    check(
        wrong,
        strays.is_empty(),
        &format!("nothing temporary is left {strays:?}"),
    );
    Ok(())
}

fn all_succeed(
    wrong: &mut usize,
    site: &Site,
    home: &Path,
    jobs: &[(&Path, &str)],
    what: &str,
) -> Result<()> {
    let ended = at_once(site, home, jobs)?;
    let failed: Vec<String> = ended
        .iter()
        .zip(jobs)
        .filter(|(done, _)| done.exit() != 0)
        .map(|(done, (_, line))| format!("{line}: {}", said(done)))
        .collect();
    check(
        wrong,
        failed.is_empty(),
        format!("{what} {}", failed.join("; ")).trim_end(),
    );
    Ok(())
}

fn at_once(site: &Site, home: &Path, jobs: &[(&Path, &str)]) -> Result<Vec<Finished>> {
    thread::scope(|scope| {
        let running: Vec<_> = jobs
            .iter()
            .map(|(program, line)| scope.spawn(move || site.run(program, home, line)))
            .collect();
        running
            .into_iter()
            .map(|run| run.join().map_err(|_panic| anyhow!("a run panicked"))?)
            .collect()
    })
}

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;

use super::check;
use super::site::{Site, said};
use super::tree::{Tree, tree};
use crate::process::Job;
use crate::random::Random;

/// Commands to kill, and for how many milliseconds they may live.
const LINES: [(&str, usize); 5] = [
    ("repo update", 120),
    ("pull main/large", 200),
    ("dependency update umbrella", 300),
    ("package umbrella", 150),
    ("repo add more URL", 80),
];

/// Kills commands at random moments: files with their own names are whole, and the command succeeds the next time.
pub(super) fn killed(
    wrong: &mut usize,
    site: &Site,
    program: &Path,
    moments: usize,
    seed: u64,
) -> Result<()> {
    let mut random = Random::new(seed);
    let start = site.place("start")?;
    fs::create_dir_all(start.join("tmp"))?;
    fs::create_dir_all(start.join("umbrella"))?;
    let head = format!(
        "apiVersion: v2\nname: umbrella\nversion: 0.1.0\ndependencies:\n\
         - {{name: small, version: '>0', repository: {url}}}\n\
         - {{name: large, version: 1.0.0, repository: {url}}}\n",
        url = site.url()
    );
    fs::write(start.join("umbrella/Chart.yaml"), head)?;
    site.succeed(program, &start, "repo add main URL")?;
    site.succeed(program, &start, "dependency update umbrella")?;
    site.publish(1000)?;
    let before = tree(&start, &[])?;
    let found = search(site, program, &start)?;
    let (mut cut, mut broken) = (0, Vec::new());
    for (line, span) in LINES {
        let (whole, found_after) = outcome(site, program, &start, line)?;
        for moment in 0..moments / LINES.len() {
            let home = copy(site, &start, "killed")?;
            let wait = Duration::from_micros(random.below(span * 1000) as u64);
            let words = line.replace("URL", &site.url());
            let job = site.job(program, &home, &home, words.split(' '));
            cut += usize::from(kill_after(&job, wait)?);
            let after = tree(&home, &[])?;
            let half = after.iter().filter(|(path, bytes)| {
                let known = [&before, &whole]
                    .into_iter()
                    .filter_map(|tree| tree.get(*path));
                // What is kept about indexes has checks of its own, and is judged by what is found with it.
                let judged = !is_temporary(path) && !path.starts_with("cache/steer");
                judged && !known.clone().any(|known| same(path, known, bytes))
            });
            let half: Vec<String> = half.map(|(path, _)| path.display().to_string()).collect();
            let finds = search(site, program, &home)?;
            let again = site.run(program, &home, line)?;
            let right = finds == found || finds == found_after;
            if !half.is_empty() || again.exit() != 0 || !right {
                let text = said(&again);
                broken.push(format!(
                    "{line} at {wait:?} ({moment}): {half:?} {finds} {text}"
                ));
            }
        }
    }
    for line in &broken {
        println!("     {line}");
    }
    let what = format!(
        "killed {cut} times (seed {seed}): {} left wrong",
        broken.len()
    );
    check(wrong, broken.is_empty() && cut > 0, &what);
    Ok(())
}

/// What the command leaves when nothing happens to it, and what is found then.
fn outcome(site: &Site, program: &Path, start: &Path, line: &str) -> Result<(Tree, String)> {
    let home = copy(site, start, "undisturbed")?;
    site.succeed(program, &home, line)?;
    Ok((tree(&home, &[])?, search(site, program, &home)?))
}

/// All that is found, which is read from what is kept about indexes.
fn search(site: &Site, program: &Path, home: &Path) -> Result<String> {
    let done = site.run(program, home, "search repo -l")?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Files with times in them are whole when they are as long as they should be, but for what times take when packed.
fn same(path: &Path, known: &[u8], bytes: &[u8]) -> bool {
    if known == bytes {
        return true;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let has_time = ["Chart.lock", "repositories.yaml"].contains(&&*name)
        || path == Path::new("umbrella-0.1.0.tgz");
    has_time && known.len().abs_diff(bytes.len()) < 16
}

fn is_temporary(path: &Path) -> bool {
    let hidden = |part: std::path::Component<'_>| {
        let part = part.as_os_str().to_string_lossy();
        part.starts_with('.') || part.contains("tmp") || part.ends_with(".lock")
    };
    path.components().any(hidden) && path.file_name().is_none_or(|name| name != "Chart.lock")
}

fn copy(site: &Site, from: &Path, name: &str) -> Result<std::path::PathBuf> {
    let home = site.place(name)?;
    fs::remove_dir_all(&home)?;
    let copied = Command::new("cp").arg("-a").arg(from).arg(&home).status()?;
    anyhow::ensure!(copied.success(), "no copy");
    Ok(home)
}

/// Whether it still ran by then.
fn kill_after(job: &Job, wait: Duration) -> Result<bool> {
    let mut child = Command::new(&job.program)
        .args(&job.arguments)
        .current_dir(&job.folder)
        .env_clear()
        .envs(job.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    std::thread::sleep(wait);
    let runs = child.try_wait()?.is_none();
    // One that has ended meanwhile needs no end.
    let _ended = child.kill();
    child.wait()?;
    Ok(runs)
}

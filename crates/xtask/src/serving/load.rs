//! A hundred thousand versions, within 256 MiB.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use super::check;
use super::http::{ask, ask_with};
use super::package::Package;
use super::server::{Place, Server};
use crate::process::now;
use crate::scratch::Scratch;

/// Versions of one chart.
const VERSIONS: usize = 200;
/// The memory that the server may have.
const LIMIT: u64 = 256 << 20;
/// Uploads that are measured.
const UPLOADS: usize = 300;
/// Reads of single charts in a second.
const READS: usize = 2000;

const UPLOAD: Duration = Duration::from_millis(100);
const INDEX: Duration = Duration::from_millis(100);
const READ: Duration = Duration::from_millis(5);
const PROBE: Duration = Duration::from_millis(100);
const READY: Duration = Duration::from_secs(2);

/// Measures; answers with how many targets were missed.
pub(super) fn load(program: &Path, versions: usize, seconds: u64) -> Result<usize> {
    let scratch = Scratch::new()?;
    let folder = scratch.work().join("charts");
    generate(&folder, versions)?;
    let place = Place::Folder(folder);
    let begin = now();
    let first = Server::start(program, &place, &[])?;
    println!(
        "{versions} versions, first index from the packages: {:.1} s",
        begin.elapsed().as_secs_f64()
    );
    // Saving begins after the first index was answered.
    wait_for_snapshot(&scratch.work().join("charts/.steer/index/_/index.jsonl"))?;
    drop(first);

    let mut wrong = 0;
    let group = Group::make();
    if group.is_none() {
        println!("no control group can be made here: memory is measured, not limited");
    }
    let path = group.as_ref().map(|group| group.0.as_path());
    let server = Server::start_in(program, &place, &[], path)?;
    target(
        &mut wrong,
        "first index on an existing store",
        server.ready,
        READY,
    );
    let ended = AtomicBool::new(false);
    let probes = std::thread::scope(|scope| {
        let prober = scope.spawn(|| probe(&server.host, &ended));
        let measured = measure(&mut wrong, &server, versions, seconds);
        ended.store(true, Ordering::Release);
        let probes = prober.join().ok().context("the prober ended well")?;
        measured.map(|()| probes)
    })?;
    let (count, worst, failed) = probes;
    target(
        &mut wrong,
        &format!("{count} probes throughout, slowest"),
        worst,
        PROBE,
    );
    check(&mut wrong, failed == 0, &format!("{failed} probes failed"));
    let peak = server.peak().context("the system tells its memory")? << 10;
    check(
        &mut wrong,
        peak <= LIMIT,
        &format!(
            "peak resident memory: {} MiB (at most {})",
            peak >> 20,
            LIMIT >> 20
        ),
    );
    if let Some(group) = &group {
        println!(
            "     control group of {} MiB: {}",
            LIMIT >> 20,
            group.events()
        );
    }
    Ok(wrong)
}

fn measure(wrong: &mut usize, server: &Server, versions: usize, seconds: u64) -> Result<()> {
    let host = &*server.host;
    let started = server.work();
    println!("     {} ms of processor time so far", started.0.as_millis());
    let mut bytes = Vec::new();
    // Other forms than the first are made beside the requests.
    std::thread::sleep(Duration::from_secs(2));
    for encoding in ["identity", "gzip", "zstd"] {
        let headers = [("Accept-Encoding", encoding)];
        let answer = ask_with(host, "GET", "/index.yaml", &headers, b"").context("an index")?;
        let text = format!(
            "first byte of the index, {encoding}, {} KiB",
            answer.body.len() >> 10
        );
        target(wrong, &text, answer.first_byte, INDEX);
        bytes.push(answer.body.len());
    }
    let before = server.work();
    let mut uploads = Vec::new();
    let mut indexes = Vec::new();
    for n in 0..UPLOADS {
        let package = Package::new(
            &format!("chart-{:04}", n % versions.div_ceil(VERSIONS)),
            &format!("9.0.{n}"),
            "x",
        )?;
        let answer = ask(host, "POST", "/api/charts", &package.bytes).context("an upload")?;
        if answer.status != 201 {
            bail!(
                "an upload was answered by {}: {}",
                answer.status,
                answer.text()
            );
        }
        uploads.push(answer.took);
        if n % 10 == 0 {
            let headers = [("Accept-Encoding", "gzip")];
            let answer = ask_with(host, "GET", "/index.yaml", &headers, b"").context("an index")?;
            indexes.push(answer.first_byte);
        }
    }
    tell_work("the uploads", before, server);
    target(
        wrong,
        &format!("{UPLOADS} uploads, p99"),
        percentile(uploads, 99),
        UPLOAD,
    );
    target(
        wrong,
        "first byte of the index after an upload, slowest",
        percentile(indexes, 100),
        INDEX,
    );
    for path in [
        "charts/chart-0001-1.0.7.tgz",
        "api/charts/chart-0001/1.0.7",
        "v2/chart-0001/manifests/1.0.7",
    ] {
        let before = server.work();
        let p99 = hey(&format!("http://{host}/{path}"), seconds)?;
        tell_work("the reads", before, server);
        target(
            wrong,
            &format!("{READS} reads a second of /{path}, p99"),
            p99,
            READ,
        );
    }
    Ok(())
}

/// What a measurement cost, which does not depend on what else the machine does.
fn tell_work(what: &str, before: (Duration, u64), server: &Server) {
    let (time, written) = server.work();
    println!(
        "     {what} took {} ms of processor time, {} KiB written",
        (time.saturating_sub(before.0)).as_millis(),
        written.saturating_sub(before.1)
    );
}

fn target(wrong: &mut usize, what: &str, took: Duration, limit: Duration) {
    let text = format!(
        "{what}: {:.1} ms (at most {})",
        took.as_secs_f64() * 1e3,
        limit.as_millis()
    );
    check(wrong, took <= limit, &text);
}

/// Asks for a probe every 20 ms.
fn probe(host: &str, ended: &AtomicBool) -> (usize, Duration, usize) {
    let (mut count, mut worst, mut failed) = (0, Duration::ZERO, 0);
    while !ended.load(Ordering::Acquire) {
        let path = if count % 2 == 0 { "/livez" } else { "/readyz" };
        match ask(host, "GET", path, b"") {
            Some(answer) if answer.status == 200 => worst = worst.max(answer.took),
            _ => failed += 1,
        }
        count += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    (count, worst, failed)
}

/// The 99th percentile that `hey` measures at a steady rate.
fn hey(url: &str, seconds: u64) -> Result<Duration> {
    let workers = 10;
    let output = Command::new("hey")
        .args(["-z", &format!("{seconds}s"), "-c", &workers.to_string()])
        .args(["-q", &(READS / workers).to_string(), url])
        .output()
        .context("failed to run hey, which Debian has")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    let statuses: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("responses"))
        .collect();
    println!(
        "     hey: {} requests/s,{}",
        rate.unwrap_or("?").trim(),
        statuses.concat().replace('\t', " ")
    );
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with("99%"))
        .context("hey tells percentiles")?;
    let number = line.split_whitespace().nth(2).context("99% in N secs")?;
    Ok(Duration::from_secs_f64(number.parse()?))
}

fn percentile(mut all: Vec<Duration>, percent: usize) -> Duration {
    all.sort();
    let at = (all.len() * percent)
        .div_ceil(100)
        .clamp(1, all.len().max(1))
        - 1;
    all.get(at).copied().unwrap_or_default()
}

/// Writes packages as another server might have left them.
fn generate(folder: &Path, versions: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    for n in 0..versions {
        let name = format!("chart-{:04}", n / VERSIONS);
        let package = Package::new(&name, &format!("1.0.{}", n % VERSIONS), "x")?;
        fs::write(folder.join(package.file()), &package.bytes)?;
    }
    Ok(())
}

fn wait_for_snapshot(file: &Path) -> Result<()> {
    for _ in 0..1200 {
        if file.is_file() {
            std::thread::sleep(Duration::from_secs(2));
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("the server does not save its index")
}

/// A control group that limits memory, and goes with this value.
struct Group(PathBuf);

impl Group {
    /// Needs the rights to make one, in either of the two forms that control groups have.
    fn make() -> Option<Self> {
        let name = format!("steersman-bench-{}", std::process::id());
        let root = Path::new("/sys/fs/cgroup");
        let limit = LIMIT.to_string();
        let one = Self(root.join("memory").join(&name));
        if root.join("memory").is_dir() {
            fs::create_dir(&one.0).ok()?;
            fs::write(one.0.join("memory.limit_in_bytes"), limit).ok()?;
            return Some(one);
        }
        // The limit exists only where the parent hands the controller down.
        drop(fs::write(root.join("cgroup.subtree_control"), "+memory"));
        let two = Self(root.join(&name));
        fs::create_dir(&two.0).ok()?;
        fs::write(two.0.join("memory.max"), limit).ok()?;
        Some(two)
    }

    fn events(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.0.join(name)).unwrap_or_default();
        let peak = [read("memory.peak"), read("memory.max_usage_in_bytes")].concat();
        let events = [read("memory.events"), read("memory.oom_control")].concat();
        let peak: u64 = peak.trim().parse().unwrap_or_default();
        let events = events.trim().replace('\n', ", ");
        format!("peak {} MiB with the cache of files; {events}", peak >> 20)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The last process leaves a moment after it was killed.
        for _ in 0..50 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

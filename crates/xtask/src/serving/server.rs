//! `steer serve` as a child process.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use super::http::ask;
use super::minio::Minio;
use crate::process::now;

/// Where a server keeps its packages.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A folder of the bucket of the `MinIO` at that address, and one for uploads under way.
    Bucket {
        host: String,
        prefix: String,
        spool: PathBuf,
    },
}

impl Place {
    /// What the checks call it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Folder(_) => "folder",
            Self::Bucket { .. } => "bucket",
        }
    }
}

/// A server that is killed when this value goes.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub(super) host: String,
    /// From its start to its first index.
    pub(super) ready: Duration,
}

impl Server {
    /// Starts a server and waits for its first index.
    pub(super) fn start(program: &Path, place: &Place, flags: &[&str]) -> Result<Self> {
        Self::start_in(program, place, flags, None)
    }

    /// The same within a control group, whose folder is given.
    pub(super) fn start_in(
        program: &Path,
        place: &Place,
        flags: &[&str],
        group: Option<&Path>,
    ) -> Result<Self> {
        let mut command = match group {
            // The shell enters the group and becomes the server.
            Some(group) => {
                let mut shell = Command::new("/bin/sh");
                let script = "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"";
                shell.args(["-c", script]).arg(group).arg(program);
                shell
            }
            None => Command::new(program),
        };
        command.args(["serve", "--port", "0"]).args(flags);
        match place {
            Place::Folder(folder) => {
                command.arg("--dir").arg(folder);
            }
            Place::Bucket {
                host,
                prefix,
                spool,
            } => {
                let (flags, variables) = Minio::settings(host, prefix);
                command.args(flags).arg("--dir").arg(spool).envs(variables);
            }
        }
        let begin = now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("failed to start {}", program.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("its log is piped")?);
        let mut line = String::new();
        let host = loop {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                child.wait()?;
                bail!("the server ended before it listened");
            }
            if let Some((_, url)) = line.trim_end().split_once(" url=http://") {
                break url.trim_end_matches('/').to_owned();
            }
        };
        // Somebody has to read the log, or the pipe is full one day.
        std::thread::spawn(move || lines.read_to_string(&mut String::new()));
        let mut server = Self {
            child,
            host,
            ready: Duration::ZERO,
        };
        let first = ask(&server.host, "HEAD", "/index.yaml", b"");
        server.ready = begin.elapsed();
        match first.map(|answer| answer.status) {
            Some(200) => Ok(server),
            other => bail!("the first answer is {other:?}"),
        }
    }

    /// The process.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that was its own at once, in KiB.
    pub(super) fn peak(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// The processor time it has used, and the KiB it has written.
    pub(super) fn work(&self) -> (Duration, u64) {
        let read = |file: &str| {
            let path = format!("/proc/{}/{file}", self.id());
            fs::read_to_string(path).unwrap_or_default()
        };
        // The name of the program, in brackets, may hold spaces.
        let stat = read("stat");
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = ticks.filter_map(|tick| tick.parse::<u64>().ok()).sum();
        let io = read("io");
        let written = io.lines().find_map(|line| line.strip_prefix("wchar: "));
        let written: u64 = written.and_then(|count| count.parse().ok()).unwrap_or(0);
        // Linux counts hundredths of a second.
        (Duration::from_millis(ticks * 10), written >> 10)
    }

    /// Ends it as `kill -KILL` does.
    pub(super) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

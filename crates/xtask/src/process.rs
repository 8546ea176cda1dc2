//! Child processes, run to their end with a deadline, their time and their peak memory.

use std::ffi::{OsStr, OsString};
use std::io::{self, PipeReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use wait4::{ResUse, Wait4 as _};

/// Whether the two output streams are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    /// Standard output and standard error in two buffers.
    Apart,
    /// Both in one buffer, in the order of writing.
    Merged,
}

/// What to run, and within which bounds.
#[derive(Debug, Clone)]
pub struct Job {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The working folder.
    pub folder: PathBuf,
    /// The whole environment: nothing is inherited.
    pub environment: Vec<(String, OsString)>,
    /// The child is killed when it runs longer.
    pub deadline: Duration,
    /// Bytes kept of each stream; what comes after is read and dropped.
    pub keep: usize,
    /// One buffer or two.
    pub streams: Streams,
}

/// How a child ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; `None` when a signal ended the child.
    pub code: Option<i32>,
    /// Whether the deadline ended it.
    pub timed_out: bool,
    /// Standard output (both streams, when merged).
    pub stdout: Vec<u8>,
    /// Standard error (empty, when merged).
    pub stderr: Vec<u8>,
    /// From the start to the end.
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// Most resident memory, in bytes.
    pub peak: u64,
}

impl Finished {
    /// The exit code as a number: -1 for a signal or a passed deadline.
    pub fn exit(&self) -> i32 {
        self.code.unwrap_or(-1)
    }
}

/// The time now: the only place of this crate that reads the clock.
#[expect(
    clippy::disallowed_methods,
    reason = "measuring is the purpose of these tasks"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// Runs a task of this program in a process of its own. The system counts the memory of the process that starts a
/// program into the program's peak, so what measures must not be what holds much.
///
/// # Errors
///
/// When it cannot be started, or fails.
pub(crate) fn run_task(words: &[&OsStr]) -> Result<()> {
    let status = Command::new(std::env::current_exe()?)
        .args(words)
        .status()?;
    ensure!(status.success(), "the task {words:?} failed");
    Ok(())
}

impl Job {
    /// A job with a deadline of a minute that keeps 256 MiB of each stream.
    pub fn new(program: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            folder: folder.into(),
            environment: Vec::new(),
            deadline: Duration::from_mins(1),
            keep: 256 << 20,
            streams: Streams::Apart,
        }
    }

    /// The same job with these arguments.
    #[must_use]
    pub fn arguments<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// The same job with this environment.
    #[must_use]
    pub fn environment(mut self, environment: &[(String, OsString)]) -> Self {
        self.environment = environment.to_vec();
        self
    }

    /// Runs the job to its end.
    ///
    /// # Errors
    ///
    /// When the program cannot be started, or its streams cannot be read.
    pub fn run(&self) -> Result<Finished> {
        let (mut out, out_writer) = io::pipe()?;
        let (mut err, err_writer) = io::pipe()?;
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        match self.streams {
            Streams::Apart => command.stdout(out_writer).stderr(err_writer),
            Streams::Merged => {
                drop(err_writer);
                command.stdout(out_writer.try_clone()?).stderr(out_writer)
            }
        };
        let start = now();
        let mut child = command
            .spawn()
            .with_context(|| format!("failed to start {}", self.program.display()))?;
        drop(command); // it holds the writing ends
        let mut buffers = [Vec::new(), Vec::new()];
        let mut killed = !drain(&mut [&mut out, &mut err], &mut buffers, self, start)?;
        if killed {
            child.kill()?;
        }
        let usage = wait(child, start, self.deadline, &mut killed)?;
        let [stdout, stderr] = buffers;
        Ok(Finished {
            code: if killed { None } else { usage.status.code() },
            timed_out: killed,
            stdout,
            stderr,
            wall: start.elapsed(),
            cpu: usage.rusage.utime + usage.rusage.stime,
            peak: usage.rusage.maxrss,
        })
    }
}

/// Reads both pipes to their ends; false when the deadline passed before.
fn drain(
    pipes: &mut [&mut PipeReader; 2],
    buffers: &mut [Vec<u8>; 2],
    job: &Job,
    start: Instant,
) -> Result<bool> {
    let mut open = [true, true];
    let mut chunk = vec![0; 64 << 10];
    while open != [false, false] {
        let left = job.deadline.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(false);
        }
        for which in ready(pipes, open, left)? {
            let count = pipes[which].read(&mut chunk)?;
            open[which] = count > 0;
            let room = job.keep.saturating_sub(buffers[which].len()).min(count);
            buffers[which].extend_from_slice(&chunk[..room]);
        }
    }
    Ok(true)
}

/// Which of the open pipes can be read without waiting, after at most `left`.
fn ready(pipes: &[&mut PipeReader; 2], open: [bool; 2], left: Duration) -> Result<Vec<usize>> {
    let watched: Vec<usize> = (0..2).filter(|&which| open[which]).collect();
    let mut entries: Vec<PollFd<'_>> = watched
        .iter()
        .map(|&which| PollFd::new(&*pipes[which], PollFlags::IN))
        .collect();
    let limit = Timespec::try_from(left).context("the deadline is out of range")?;
    poll(&mut entries, Some(&limit))?;
    Ok(watched
        .into_iter()
        .zip(&entries)
        .filter(|(_, entry)| !entry.revents().is_empty())
        .map(|(which, _)| which)
        .collect())
}

/// Reaps the child, which normally has just closed its streams by ending.
fn wait(mut child: Child, start: Instant, deadline: Duration, killed: &mut bool) -> Result<ResUse> {
    loop {
        if let Some(usage) = child.try_wait4()? {
            return Ok(usage);
        }
        if !*killed && start.elapsed() > deadline {
            child.kill()?;
            *killed = true;
        }
        std::thread::sleep(Duration::from_micros(50));
    }
}

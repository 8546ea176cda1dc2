use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Starts a program in the background, its output in `NAME.log`, its pid in `NAME.pid`, its command line in `NAME.line`.
pub(crate) fn start(folder: &Path, name: &str, program: &Path, arguments: &[String]) -> Result<()> {
    let log = std::fs::File::create(folder.join(format!("{name}.log")))?;
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("failed to start {}", program.display()))?;
    fs::write(folder.join(format!("{name}.pid")), child.id().to_string())?;
    let mut line = vec![program.display().to_string()];
    line.extend_from_slice(arguments);
    fs::write(folder.join(format!("{name}.line")), line.join("\n"))?;
    // For a moment after it was started, a program has no command line yet to be known by.
    for _ in 0..100 {
        if is_running(folder, name) {
            break;
        }
        sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Stops a program and starts it again in the same way.
pub(crate) fn restart(folder: &Path, name: &str) -> Result<()> {
    let line = fs::read_to_string(folder.join(format!("{name}.line")))?;
    let mut words = line.lines().map(str::to_owned);
    let program = words.next().context("the command line is empty")?;
    stop(folder, name)?;
    start(
        folder,
        name,
        Path::new(&program),
        &words.collect::<Vec<_>>(),
    )
}

/// Whether the process that `start` made under this name still runs.
pub(crate) fn is_running(folder: &Path, name: &str) -> bool {
    pid(folder, name).is_some_and(|pid| test_kill_process(pid).is_ok() && is_program(pid, name))
}

/// Stops the process that `start` made under this name; waits at most ten seconds before it is killed.
pub(crate) fn stop(folder: &Path, name: &str) -> Result<()> {
    if !is_running(folder, name) {
        return Ok(());
    }
    let Some(pid) = pid(folder, name) else {
        return Ok(());
    };
    kill_process(pid, Signal::TERM)?;
    for _ in 0..100 {
        if !is_running(folder, name) {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    kill_process(pid, Signal::KILL)?;
    Ok(())
}

/// The end of a program's log, for an error message.
pub(crate) fn log_tail(folder: &Path, name: &str) -> String {
    let text = fs::read_to_string(folder.join(format!("{name}.log"))).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

/// Repeats a check every 50 ms until it holds, or fails after `seconds` with the log of `name`.
pub(crate) fn wait_until(
    folder: &Path,
    name: &str,
    seconds: u64,
    mut check: impl FnMut() -> bool,
) -> Result<()> {
    for _ in 0..seconds * 20 {
        if check() {
            return Ok(());
        }
        if !is_running(folder, name) {
            bail!("{name} ended:\n{}", log_tail(folder, name));
        }
        sleep(Duration::from_millis(50));
    }
    bail!(
        "{name} was not ready within {seconds} s:\n{}",
        log_tail(folder, name)
    )
}

fn pid(folder: &Path, name: &str) -> Option<Pid> {
    let text = fs::read_to_string(folder.join(format!("{name}.pid"))).ok()?;
    Pid::from_raw(text.trim().parse().ok()?)
}

/// Whether the pid still belongs to the program: pids are used again. A zombie has no command line.
fn is_program(pid: Pid, name: &str) -> bool {
    let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
    let program = line.split(|byte| *byte == 0).next().unwrap_or_default();
    program.ends_with(name.as_bytes())
}

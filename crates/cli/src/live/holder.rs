//! Who this process is, to others who work on the same release.

use std::process;

use steersman_ops::Holder;

/// This process: `HOST_PID_START_MACHINE`, so that another one on the same machine can see whether it still runs.
#[derive(Debug)]
pub(crate) struct ProcessHolder {
    name: String,
}

impl ProcessHolder {
    pub(crate) fn new() -> Self {
        let pid = process::id();
        let start = start_of(pid).unwrap_or_default();
        Self {
            name: format!("{}_{pid}_{start}_{}", host(), machine()),
        }
    }
}

impl Holder for ProcessHolder {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_gone(&self, name: &str) -> bool {
        let mut parts = name.rsplitn(4, '_');
        let (Some(there), Some(start), Some(pid)) = (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let here = machine();
        if here.is_empty() || there != here || start.is_empty() {
            return false;
        }
        pid.parse()
            .is_ok_and(|pid| start_of(pid).as_deref() != Some(start))
    }
}

fn host() -> String {
    let name = fs_err::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "unknown".to_owned(),
        name => name.replace('_', "-"),
    }
}

/// When a process was started, in the clock of the kernel; none when it does not run.
fn start_of(pid: u32) -> Option<String> {
    let status = fs_err::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything.
    let mut rest = status.rsplit_once(')')?.1.split_whitespace();
    let state = rest.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    rest.nth(18).map(str::to_owned)
}

/// What only processes have in common that see the same processes: this start of the machine, and the name space.
fn machine() -> String {
    let boot = fs_err::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let space = fs_err::read_link("/proc/self/ns/pid").unwrap_or_default();
    let space: String = space
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let boot = boot.trim().get(..8).unwrap_or_default();
    if boot.is_empty() || space.is_empty() {
        String::new()
    } else {
        format!("{boot}-{space}")
    }
}

#[cfg(test)]
mod tests {
    use steersman_ops::Holder as _;

    use super::ProcessHolder;

    #[test]
    fn a_process_that_runs_is_not_gone() {
        let holder = ProcessHolder::new();
        assert!(!holder.is_gone(holder.name()));
        assert!(!holder.is_gone("somebody else"));
        assert!(!holder.is_gone("host_1_1_elsewhere"));
    }
}

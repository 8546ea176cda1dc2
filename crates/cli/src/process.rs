//! The run of this process: its arguments, its environment, its streams.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::process::ExitCode;

use crate::environment::Environment;
use crate::run::run;
use crate::watch::ProcessWatch;

/// Runs the program as it was called, and ends the process with its exit code.
pub fn run_process() -> ExitCode {
    let process = ProcessWatch::default();
    let watched = process.clone();
    let error = process.run(move || run_watched(watched));
    // Nobody is left to tell when this fails.
    drop(writeln!(
        stderr(),
        "Error: no thread can be started: {error}"
    ));
    ExitCode::FAILURE
}

fn run_watched(process: ProcessWatch) -> u8 {
    let mut arguments = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let program = arguments.next().unwrap_or_default();
    let variables = std::env::vars_os().filter_map(|(key, value)| {
        let key = key.into_string().ok()?;
        Some((key, value.to_string_lossy().into_owned()))
    });
    let mut environment = Environment::new(&program, variables);
    environment.stdout_terminal = stdout().is_terminal();
    environment.stderr_terminal = stderr().is_terminal();
    environment.process = Some(process);
    let arguments: Vec<_> = arguments.collect();
    let (stdout, stderr) = (Box::new(stdout().lock()), Box::new(stderr()));
    run(&arguments, &environment, stdout, stderr)
}

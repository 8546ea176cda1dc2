//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    steersman_cli::run_process()
}

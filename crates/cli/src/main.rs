//! The program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rendering makes many small pieces on several threads; this allocator makes and frees them faster than the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    steersman_cli::run_process()
}

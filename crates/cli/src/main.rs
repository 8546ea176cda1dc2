//! The program.

use std::process::ExitCode;

/// Templates make many small values, and the render has a thread of its own: the allocator of the C library is slow
/// at both.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    steersman_cli::run_process()
}

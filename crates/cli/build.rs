//! How the program is linked.

use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| variable(name).is_some_and(|value| value == wanted);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    // A program that may lie anywhere needs 29,000 addresses put right at each start, which is an eighth of the
    // time of a usual command. Helm's own lies at a fixed place as well.
    argument("-no-pie");
    if variable("HOST") == variable("TARGET") {
        link_unwinder();
    }
}

/// Puts the one part that is used of GCC's shared library into the program: to find, map and prepare the library takes
/// a twelfth of a start. Rust always asks for the library, so it finds another one of that name first.
#[expect(
    clippy::disallowed_methods,
    reason = "the file is for this build alone, in a folder of cargo's"
)]
fn link_unwinder() {
    let linker = variable("RUSTC_LINKER").unwrap_or_else(|| "cc".to_owned());
    let Some(folder) = variable("OUT_DIR") else {
        return;
    };
    let Ok(answer) = Command::new(linker)
        .arg("-print-file-name=libgcc_eh.a")
        .output()
    else {
        return;
    };
    let archive = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim_end());
    // Without the archive the answer is its bare name, and the shared library stays.
    if archive.is_absolute()
        && std::fs::write(
            PathBuf::from(&folder).join("libgcc_s.so"),
            format!("INPUT({})\n", archive.display()),
        )
        .is_ok()
    {
        // Another version of GCC has it elsewhere.
        println!("cargo:rerun-if-changed={}", archive.display());
        argument(&format!("-L{folder}"));
    }
}

fn argument(argument: &str) {
    println!("cargo:rustc-link-arg-bin=steer={argument}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells of the target in the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

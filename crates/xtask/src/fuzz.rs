//! Running the fuzz targets.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use regex_lite::Regex;

use crate::workspace::{Workspace, variable};

/// Runs every fuzz target whose name matches, each for `seconds`; a finding fails the run.
///
/// Needs the nightly toolchain and `cargo install cargo-fuzz`. What is found goes to `fuzz/artifacts`.
pub(crate) fn fuzz(workspace: &Workspace, filter: &Regex, seconds: u64) -> Result<()> {
    let folder = workspace.root.join("fuzz");
    let mut targets = Vec::new();
    for entry in fs::read_dir(folder.join("fuzz_targets"))? {
        let path = entry?.path();
        let name = path.file_stem().context("a target has a name")?;
        targets.push(name.to_string_lossy().into_owned());
    }
    targets.sort();
    targets.retain(|target| filter.is_match(target));
    let cargo = variable("HOME").map_or_else(
        || "cargo".into(),
        |home| std::path::PathBuf::from(home).join(".cargo/bin/cargo"),
    );
    let mut found = Vec::new();
    for target in targets {
        println!("fuzzing {target} for {seconds} s");
        // What is learnt goes to the first folder, so the seeds stay small.
        let learnt = folder.join("corpus").join(&target);
        fs::create_dir_all(&learnt)?;
        let status = Command::new(&cargo)
            .args(["+nightly", "fuzz", "run", &target])
            .arg(learnt)
            .arg(folder.join("seeds").join(&target))
            .args([
                "--",
                "-rss_limit_mb=2048",
                "-timeout=10",
                "-print_final_stats=1",
            ])
            .arg(format!("-max_total_time={seconds}"))
            .current_dir(&workspace.root)
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO")
            .status()
            .context("failed to run cargo; is cargo-fuzz installed?")?;
        if !status.success() {
            found.push(target);
        }
    }
    if !found.is_empty() {
        bail!("findings in {}", found.join(", "));
    }
    Ok(())
}

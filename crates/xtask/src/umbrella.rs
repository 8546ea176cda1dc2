//! A chart with any number of sub-charts, each like the one that `create` scaffolds.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use fs_err as fs;

use crate::case::copy_folder;
use crate::process::Job;
use crate::scratch::Scratch;

/// Writes a chart `umbrella` with `count` sub-charts to `folder`, from scaffolds that `program` creates.
pub(crate) fn write_umbrella(program: &Path, folder: &Path, count: usize) -> Result<()> {
    let scratch = Scratch::new()?;
    let mut chart = String::from("apiVersion: v2\nname: umbrella\nversion: 0.1.0\ndependencies:\n");
    fs::create_dir_all(folder.join("charts"))?;
    for number in 0..count {
        let name = format!("part-{number:03}");
        let created = Job::new(program, scratch.work())
            .arguments(["create", &name])
            .environment(&scratch.environment(&[]))
            .run()?;
        anyhow::ensure!(
            created.exit() == 0,
            "create failed: {}",
            String::from_utf8_lossy(&created.stderr)
        );
        copy_folder(
            &scratch.work().join(&name),
            &folder.join("charts").join(&name),
        )?;
        write!(chart, "- name: {name}\n  version: 0.1.0\n")?;
    }
    fs::write(folder.join("Chart.yaml"), chart)?;
    fs::write(folder.join("values.yaml"), "global: {}\n")?;
    Ok(())
}

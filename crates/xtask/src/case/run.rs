//! Running the commands of a case in a scratch folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::archive::{fingerprint, list_members};
use super::{Case, GoldenRun, split_words};
use crate::process::Job;
use crate::scratch::Scratch;

/// Runs all commands of the case with `program`, called by the name `helm`; returns what they did.
pub(crate) fn run_case(
    case: &Case,
    program: &Path,
    charts: &Path,
    extra: &[(String, OsString)],
) -> Result<Vec<GoldenRun>> {
    let scratch = Scratch::new()?;
    let helm = scratch.as_helm(program)?;
    let work = scratch.work();
    lay_out(case, &work, charts)?;
    let mut environment = scratch.environment(extra);
    for (name, value) in &case.environment {
        environment.push((name.clone(), value.into()));
    }
    let mut before = listing(&work)?;
    let mut runs = Vec::new();
    for command in &case.commands {
        let finished = Job::new(&helm, &work)
            .arguments(split_words(command))
            .environment(&environment)
            .run()?;
        let after = listing(&work)?;
        let changed: String = after
            .iter()
            .filter(|(path, line)| before.get(*path) != Some(*line))
            .map(|(_, line)| line.as_str())
            .collect();
        before = after;
        runs.push(GoldenRun {
            command: command.clone(),
            exit: finished.exit(),
            stdout: hide_scratch(finished.stdout, &scratch),
            stderr: hide_scratch(finished.stderr, &scratch),
            files: changed.into_bytes(),
        });
    }
    Ok(runs)
}

/// Writes the files of a case.
pub(crate) fn lay_out(case: &Case, work: &Path, charts: &Path) -> Result<()> {
    for chart in &case.copies {
        copy_folder(&charts.join(chart), &work.join(chart))?;
    }
    for file in &case.files {
        let path = work.join(&file.path);
        fs::create_dir_all(path.parent().context("a case file lies in a folder")?)?;
        if file.is_link {
            let target = std::str::from_utf8(&file.data)?;
            fs_err::os::unix::fs::symlink(target, path)?;
        } else {
            fs::write(path, &file.data)?;
        }
    }
    Ok(())
}

/// Copies a folder of plain files.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// All files below `folder`: path to one or more lines that say what is in each.
fn listing(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files)?;
    Ok(files)
}

fn collect(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if fs::symlink_metadata(&path)?.is_dir() {
            collect(top, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(top)?.to_string_lossy().into_owned();
        let data = fs::read(&path).unwrap_or_default();
        let line = describe(&name, &data);
        files.insert(name, line);
    }
    Ok(())
}

/// One or more lines about a file, without what differs from run to run.
fn describe(name: &str, data: &[u8]) -> String {
    if has_extension(name, "tgz")
        && let Ok(members) = list_members(data)
    {
        return format!("{name}\n  {}\n", members.join("\n  "));
    }
    if has_extension(name, "lock") {
        let lines = data.split_inclusive(|&byte| byte == b'\n');
        let stable: Vec<&[u8]> = lines
            .filter(|line| !line.starts_with(b"generated:"))
            .collect();
        return format!("{name} {}\n", fingerprint(&stable.concat()));
    }
    format!("{name} {}\n", fingerprint(data))
}

/// Puts `<SCRATCH>` where the output names the scratch folder.
fn hide_scratch(output: Vec<u8>, scratch: &Scratch) -> Vec<u8> {
    let Some(path) = scratch.path().to_str() else {
        return output;
    };
    match String::from_utf8(output) {
        Ok(text) => text.replace(path, "<SCRATCH>").into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

//! Packing an unpacked real chart, and listing what is in the archive it makes.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use fs_err as fs;

use super::charts::Answer;
use super::suite::Setting;
use crate::case::list_members;
use crate::process::Job;
use crate::scratch::Scratch;

/// Unpacks the chart, runs `package` on the folder and lists the archive, in place of standard output.
pub(crate) fn run_package(setting: &Setting<'_>, chart: &Path) -> Result<Answer> {
    let scratch = Scratch::new()?;
    let work = scratch.work();
    let (from, to) = (work.join("in"), work.join("out"));
    fs::create_dir(&from)?;
    fs::create_dir(&to)?;
    tar::Archive::new(GzDecoder::new(fs::File::open(chart)?)).unpack(&from)?;
    let top = fs::read_dir(&from)?
        .next()
        .context("the chart is empty")??;
    let target = Path::new("in").join(top.file_name());
    let finished = Job::new(&setting.program, &work)
        .arguments([
            "package".into(),
            target.into_os_string(),
            "-d".into(),
            "out".into(),
        ])
        .environment(&scratch.environment(&setting.environment()))
        .run()?;
    let stdout =
        list_archives(&to).unwrap_or_else(|error| format!("unreadable package: {error:#}\n"));
    Ok(Answer {
        exit: finished.exit(),
        stdout: stdout.into_bytes(),
        stderr: finished.stderr,
    })
}

/// The archives in a folder: their names and their members.
fn list_archives(folder: &Path) -> Result<String> {
    let mut lines = String::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        writeln!(lines, "{}", entry.file_name().to_string_lossy())?;
        for member in list_members(&fs::read(entry.path())?)? {
            writeln!(lines, "{member}")?;
        }
    }
    Ok(lines)
}

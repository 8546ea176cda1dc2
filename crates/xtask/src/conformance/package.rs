//! Packing an unpacked real chart, and listing what is in the archive it makes.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use fs_err as fs;

use super::charts::Answer;
use super::suite::Setting;
use crate::case::fingerprint;
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

/// Name, size and digest of each member: in archive order within one chart, the sub-charts sorted.
fn list_archives(folder: &Path) -> Result<String> {
    let mut lines = String::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        lines.push_str(&format!("{}\n", entry.file_name().to_string_lossy()));
        let mut members = Vec::new();
        let mut archive = tar::Archive::new(GzDecoder::new(fs::File::open(entry.path())?));
        for member in archive.entries()? {
            let mut member = member?;
            let mut data = Vec::new();
            member.read_to_end(&mut data)?;
            let name = member.path()?.to_string_lossy().into_owned();
            members.push((chain(&name), format!("{name} {}\n", fingerprint(&data))));
        }
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        lines.extend(members.into_iter().map(|(_, line)| line));
    }
    Ok(lines)
}

/// The names of the sub-charts that a member lies in, outermost first.
fn chain(member: &str) -> Vec<String> {
    let parts: Vec<&str> = member.split('/').collect();
    let mut rest = parts.as_slice();
    let mut names = Vec::new();
    while let [_, "charts", name, _, ..] = rest {
        names.push((*name).to_owned());
        rest = &rest[2..];
    }
    names
}

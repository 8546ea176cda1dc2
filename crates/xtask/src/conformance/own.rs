//! The project's own cases against their goldens.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::message::messages_agree;
use super::stdout::first_difference;
use super::suite::{Dialect, Outcome, Setting, Verdict};
use crate::case::{Case, Golden, GoldenRun, load_cases, run_case};
use crate::oracle::{HELM_3, HELM_4};
use crate::parallel;
use crate::record::golden_path;

/// The kind these cases count under.
pub(crate) const KIND: &str = "own";

/// Runs the project's own cases.
pub(crate) fn run_own(setting: &Setting<'_>) -> Result<Vec<Outcome>> {
    if !setting.wants(KIND) {
        return Ok(Vec::new());
    }
    let corpus = setting.workspace.corpus();
    let cases: Vec<(Case, PathBuf)> = load_cases(&corpus.join("cases"), version(setting.dialect))?
        .into_iter()
        .filter(|(case, _)| setting.filter.is_match(&case.id))
        .collect();
    let charts = corpus.join("charts");
    Ok(parallel::map(
        &cases,
        setting.jobs,
        || (),
        |(), (case, path)| {
            let verdict = judge_case(setting, case, path, &charts)
                .unwrap_or_else(|error| Verdict::Differs(format!("{error:#}")));
            Outcome {
                kind: KIND.to_owned(),
                id: case.id.clone(),
                verdict,
            }
        },
    ))
}

fn version(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Helm4 => HELM_4,
        Dialect::Helm3 => HELM_3,
    }
}

fn judge_case(setting: &Setting<'_>, case: &Case, path: &Path, charts: &Path) -> Result<Verdict> {
    let target = golden_path(path, version(setting.dialect));
    let golden = fs::read(&target)
        .map_err(anyhow::Error::from)
        .and_then(|bytes| Golden::parse(&bytes).with_context(|| target.display().to_string()))?;
    let commands: Vec<&String> = golden.runs.iter().map(|run| &run.command).collect();
    if commands != case.commands.iter().collect::<Vec<_>>() {
        return Ok(Verdict::Differs(
            "the golden is stale: run `cargo xtask record`".to_owned(),
        ));
    }
    let got = run_case(case, &setting.program, charts, &setting.environment())?;
    let mut verdict = Verdict::Same;
    for (want, got) in golden.runs.iter().zip(&got) {
        if setting.dialect == Dialect::Helm3 && !want.command.starts_with("template") {
            continue;
        }
        match judge_run(want, got, setting.dialect) {
            Verdict::Same => {}
            Verdict::SameCore(note) => verdict = Verdict::SameCore(note),
            other => return Ok(other),
        }
    }
    Ok(verdict)
}

fn judge_run(want: &GoldenRun, got: &GoldenRun, dialect: Dialect) -> Verdict {
    let command = &want.command;
    let parts = [
        ("stdout", &want.stdout, &got.stdout),
        ("files", &want.files, &got.files),
    ];
    if want.exit != got.exit {
        let error = super::message::last_error(&got.stderr);
        return Verdict::Differs(format!(
            "{command}: exit {} want {}: {error}",
            got.exit, want.exit
        ));
    }
    for (name, want, got) in parts {
        if want != got {
            return Verdict::Differs(format!("{command}: {name} {}", first_difference(want, got)));
        }
    }
    if want.stderr == got.stderr || dialect == Dialect::Helm3 && want.exit == 0 {
        return Verdict::Same;
    }
    let note = format!(
        "{command}: stderr {}",
        first_difference(&want.stderr, &got.stderr)
    );
    if want.exit != 0 && messages_agree(&want.stderr, &got.stderr) {
        return Verdict::SameCore(note);
    }
    Verdict::Differs(note)
}

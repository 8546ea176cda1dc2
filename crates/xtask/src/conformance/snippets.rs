//! One-template cases: `snippets.jsonl`.
//!
//! Each becomes `templates/t.yaml` of a small chart beside templates that are no valid YAML; then
//! `template x c --debug` prints every rendered file unsplit, and the block of `t.yaml` is the answer.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;
use serde::Deserialize;

use super::suite::{Dialect, Outcome, Setting, Verdict};
use crate::parallel;
use crate::process::{Finished, Job};
use crate::scratch::Scratch;

const OUTPUT: &str = "snippet-output";
const ERROR: &str = "snippet-error";
const CHART: &str = r#"apiVersion: v2
name: c
version: 0.1.0
appVersion: "1.2.3"
kubeVersion: ">=1.20.0-0"
description: A test chart
type: application
keywords:
- one
- two
home: https://example.com
sources:
- https://example.com/src
maintainers:
- name: Ann
  email: ann@example.com
icon: https://example.com/i.png
annotations:
  a/b: "c"
"#;
/// On both sides of `t.yaml`, since the dump is trimmed at its end.
const INVALID: [&str; 5] = ["a1.yaml", "a2.yaml", "a3.yaml", "z1.yaml", "z2.yaml"];
const SEPARATOR: &[u8] = b"---\n# Source: c/";
const START: &[u8] = b"---\n# Source: c/templates/t.yaml\n";
const HINT: &[u8] = b"\n\nUse --debug flag to render out invalid YAML";

#[derive(Debug, Deserialize)]
struct Snippet {
    id: String,
    template: String,
    values: String,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    files_b64: BTreeMap<String, String>,
    expect: Option<String>,
    expect_b64: Option<String>,
    error: Option<String>,
    error_b64: Option<String>,
}

/// What a snippet renders to.
#[derive(Debug, PartialEq, Eq)]
enum Rendered {
    Output(Vec<u8>),
    Error(Vec<u8>),
    Other(&'static str),
}

const CAME_LAST: Rendered = Rendered::Other("the file came last in the dump");
const ATTEMPTS: usize = 25;

/// Runs the shared snippets.
pub(crate) fn run_snippets(setting: &Setting<'_>) -> Result<Vec<Outcome>> {
    let path = setting
        .workspace
        .shared
        .as_ref()
        .map(|shared| shared.join("snippets.jsonl"));
    let (Some(path), Dialect::Helm4) = (path, setting.dialect) else {
        return Ok(Vec::new());
    };
    if !setting.wants(OUTPUT) && !setting.wants(ERROR) {
        return Ok(Vec::new());
    }
    let mut snippets = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        let snippet: Snippet = serde_json::from_str(line)?;
        if setting.filter.is_match(&snippet.id) && setting.wants(snippet.kind()) {
            snippets.push(snippet);
        }
    }
    let snippets: Vec<Snippet> = snippets
        .into_iter()
        .step_by(setting.sample.max(1))
        .collect();
    Ok(parallel::map(
        &snippets,
        setting.jobs,
        Scratch::new,
        |scratch, snippet| {
            let verdict = match scratch {
                Ok(scratch) => judge(setting, snippet, scratch),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            Outcome {
                kind: snippet.kind().to_owned(),
                id: snippet.id.clone(),
                verdict: verdict.unwrap_or_else(|error| Verdict::Differs(format!("{error:#}"))),
            }
        },
    ))
}

impl Snippet {
    fn kind(&self) -> &'static str {
        if self.error.is_some() { ERROR } else { OUTPUT }
    }

    fn wanted(&self) -> Result<Rendered> {
        let bytes = |plain: &Option<String>, coded: &Option<String>| -> Result<Vec<u8>> {
            match (coded, plain) {
                (Some(coded), _) => Ok(STANDARD.decode(coded)?),
                (None, Some(plain)) => Ok(plain.clone().into_bytes()),
                (None, None) => anyhow::bail!("neither output nor error"),
            }
        };
        if self.error.is_some() {
            return Ok(Rendered::Error(bytes(&self.error, &self.error_b64)?));
        }
        Ok(Rendered::Output(bytes(&self.expect, &self.expect_b64)?))
    }

    fn lay_out(&self, chart: &Path) -> Result<()> {
        if chart.exists() {
            fs::remove_dir_all(chart)?;
        }
        fs::create_dir_all(chart.join("templates"))?;
        fs::write(chart.join("Chart.yaml"), CHART)?;
        for name in INVALID {
            fs::write(chart.join("templates").join(name), "a: b: c")?;
        }
        for (name, text) in &self.files {
            write_below(chart, name, text.as_bytes())?;
        }
        for (name, text) in &self.files_b64 {
            write_below(chart, name, &STANDARD.decode(text)?)?;
        }
        fs::write(chart.join("values.yaml"), &self.values)?;
        fs::write(chart.join("templates/t.yaml"), &self.template)?;
        Ok(())
    }
}

fn write_below(chart: &Path, name: &str, data: &[u8]) -> Result<()> {
    let path = chart.join(name);
    fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
    fs::write(path, data)?;
    Ok(())
}

fn judge(setting: &Setting<'_>, snippet: &Snippet, scratch: &Scratch) -> Result<Verdict> {
    let work = scratch.work();
    snippet.lay_out(&work.join("c"))?;
    let words = ["template", "x", "c", "--debug"].map(str::to_owned);
    let job = Job::new(&setting.program, &work)
        .arguments(words.into_iter().chain(snippet.args.iter().cloned()))
        .environment(&scratch.environment(&setting.environment()));
    let mut got = rendered(&job.run()?);
    // Real Helm dumps the files in random order.
    for _ in 0..ATTEMPTS {
        if got != CAME_LAST {
            break;
        }
        got = rendered(&job.run()?);
    }
    let want = snippet.wanted()?;
    if want == got {
        return Ok(Verdict::Same);
    }
    let note = format!("want {} got {}", want.show(), got.show());
    if let (Rendered::Error(want), Rendered::Error(got)) = (&want, &got) {
        let core = core(want);
        if !core.is_empty() && String::from_utf8_lossy(got).contains(&core) {
            return Ok(Verdict::SameCore(note));
        }
    }
    Ok(Verdict::Differs(note))
}

/// The last part of the last line of an error.
fn core(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let last = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    last.and_then(|line| line.rsplit(": ").next())
        .unwrap_or_default()
        .to_owned()
}

impl Rendered {
    fn show(&self) -> String {
        let (name, bytes) = match self {
            Self::Output(bytes) => ("output", bytes.as_slice()),
            Self::Error(bytes) => ("error", bytes.as_slice()),
            Self::Other(what) => ("nothing", what.as_bytes()),
        };
        let text: String = String::from_utf8_lossy(bytes).chars().take(400).collect();
        format!("{name} {text:?}")
    }
}

fn rendered(finished: &Finished) -> Rendered {
    if finished.timed_out {
        return Rendered::Other("timed out");
    }
    let out = finished.stdout.as_slice();
    if finished.code == Some(0) {
        return Rendered::Other("exit 0 although templates are no valid YAML");
    }
    if !out.starts_with(SEPARATOR) {
        return Rendered::Error(message(&finished.stderr));
    }
    let Some(start) = block(out, START) else {
        return Rendered::Output(Vec::new());
    };
    let body = &out[start + START.len()..];
    // The newline before the separator is not the file's own.
    let end = out[start + START.len() - 1..]
        .windows(SEPARATOR.len() + 1)
        .position(|part| part[0] == b'\n' && &part[1..] == SEPARATOR);
    match end {
        Some(end) => Rendered::Output(body[..end.saturating_sub(1)].to_vec()),
        None => CAME_LAST,
    }
}

/// Where a block begins: at the start of the dump or of a line.
fn block(out: &[u8], start: &[u8]) -> Option<usize> {
    (0..out.len().saturating_sub(start.len() - 1))
        .find(|&at| out[at..].starts_with(start) && (at == 0 || out[at - 1] == b'\n'))
}

/// The text after `Error: `, without the advice that follows it.
fn message(stderr: &[u8]) -> Vec<u8> {
    let mark = b"Error: ";
    let start = (0..stderr.len())
        .rev()
        .find(|&at| stderr[at..].starts_with(mark) && (at == 0 || stderr[at - 1] == b'\n'));
    let Some(start) = start else {
        return stderr[stderr.len().saturating_sub(300)..].to_vec();
    };
    let text = &stderr[start + mark.len()..];
    let text = &text[..text
        .iter()
        .rposition(|&byte| byte != b'\n')
        .map_or(0, |last| last + 1)];
    text.strip_suffix(HINT).unwrap_or(text).to_vec()
}

//! Recorded runs over real charts: the shared corpus.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use fs_err as fs;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::message::{last_error, messages_agree};
use super::package::run_package;
use super::reference::Reference;
use super::stdout::{equal_but_random, first_difference, without_blank_ends};
use super::suite::{Dialect, Outcome, Setting, Verdict};
use crate::case::hex;
use crate::parallel;
use crate::process::Job;
use crate::scratch::Scratch;

/// One line of `cases.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct ChartCase {
    /// Family, chart and variant.
    pub(crate) id: String,
    /// `template`, `lint`, `show-WHAT`, `deplist` or `package`.
    pub(crate) kind: String,
    /// The packed chart, below the corpus.
    pub(crate) chart: String,
    release: String,
    values: Vec<String>,
    arguments: Vec<String>,
    exit: i32,
    stdout: String,
    digest: String,
    mode: String,
    h3: String,
}

/// What a program did with a case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

#[derive(Deserialize)]
struct RecordedError {
    id: String,
    stderr: String,
}

/// Reads `cases.tsv`.
pub(crate) fn load_chart_cases(corpus: &Path) -> Result<Vec<ChartCase>> {
    let text = fs::read_to_string(corpus.join("cases.tsv"))?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines
        .next()
        .context("cases.tsv is empty")?
        .split('\t')
        .collect();
    lines
        .map(|line| {
            let row: HashMap<&str, &str> = names.iter().copied().zip(line.split('\t')).collect();
            let field = |name: &str| {
                row.get(name)
                    .copied()
                    .with_context(|| format!("no column {name}: {line}"))
            };
            let values = field("values")?;
            Ok(ChartCase {
                id: field("id")?.to_owned(),
                kind: field("kind")?.to_owned(),
                chart: field("chart")?.to_owned(),
                release: field("release")?.to_owned(),
                values: values
                    .split(',')
                    .filter(|&file| file != "-")
                    .map(str::to_owned)
                    .collect(),
                arguments: serde_json::from_str(field("args")?)?,
                exit: field("exit")?.parse()?,
                stdout: field("stdout")?.to_owned(),
                digest: field("sha256")?.to_owned(),
                mode: field("mode")?.to_owned(),
                h3: field("h3")?.to_owned(),
            })
        })
        .collect()
}

impl ChartCase {
    /// The command line, without the program; Helm 3 was recorded with the Kubernetes version of Helm 4.
    pub(crate) fn command(&self, dialect: Dialect) -> Vec<String> {
        let mut words: Vec<String> = match self.kind.as_str() {
            "template" => vec![
                "template".to_owned(),
                self.release.clone(),
                self.chart.clone(),
            ],
            "deplist" => vec![
                "dependency".to_owned(),
                "list".to_owned(),
                self.chart.clone(),
            ],
            "lint" => vec!["lint".to_owned(), self.chart.clone()],
            show => vec![
                "show".to_owned(),
                show.trim_start_matches("show-").to_owned(),
                self.chart.clone(),
            ],
        };
        for file in &self.values {
            words.extend(["-f".to_owned(), file.clone()]);
        }
        words.extend(self.arguments.iter().cloned());
        let names_version = self
            .arguments
            .iter()
            .any(|word| word.starts_with("--kube-version"));
        if dialect == Dialect::Helm3 && !names_version {
            words.extend(["--kube-version".to_owned(), "v1.37.0".to_owned()]);
        }
        words
    }

    /// Whether the recorded run ended well.
    pub(crate) fn succeeds(&self) -> bool {
        self.exit == 0
    }
}

/// Runs the shared corpus, or says why not.
pub(crate) fn run_charts(setting: &Setting<'_>) -> Result<Vec<Outcome>> {
    let Some(corpus) = setting
        .workspace
        .shared
        .as_ref()
        .map(|shared| shared.join("corpus"))
    else {
        return Ok(Vec::new());
    };
    let cases: Vec<ChartCase> = load_chart_cases(&corpus)?
        .into_iter()
        .filter(|case| setting.wants(&case.kind) && setting.filter.is_match(&case.id))
        .filter(|case| setting.dialect == Dialect::Helm4 || case.kind == "template")
        .step_by(setting.sample.max(1))
        .collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let suite = Suite {
        setting,
        errors: load_errors(&corpus)?,
        reference: Reference::for_dialect(setting),
        corpus,
    };
    Ok(parallel::map(
        &cases,
        setting.jobs,
        Scratch::new,
        |scratch, case| {
            let verdict = match scratch {
                Ok(scratch) => suite.judge(case, scratch),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            Outcome {
                kind: case.kind.clone(),
                id: case.id.clone(),
                verdict: verdict.unwrap_or_else(|error| Verdict::Differs(format!("{error:#}"))),
            }
        },
    ))
}

fn load_errors(corpus: &Path) -> Result<HashMap<String, String>> {
    let path = corpus.join("stderr.jsonl");
    fs::read_to_string(path)?
        .lines()
        .map(|line| {
            let row: RecordedError = serde_json::from_str(line)?;
            Ok((row.id, row.stderr))
        })
        .collect()
}

/// How often Helm is asked again before an answer counts as none of its own.
const TIMES_ASKED: usize = 20;

struct Suite<'a> {
    setting: &'a Setting<'a>,
    corpus: PathBuf,
    errors: HashMap<String, String>,
    reference: Option<Reference>,
}

/// What the program has to print.
struct Expected {
    exit: i32,
    stdout: Stdout,
    /// `None` where nobody knows which message is right.
    stderr: Option<String>,
}

enum Stdout {
    Bytes(Vec<u8>),
    Digest,
    ButRandom(Vec<u8>),
    ButBlank(Vec<u8>),
    Anything,
}

impl Suite<'_> {
    fn judge(&self, case: &ChartCase, scratch: &Scratch) -> Result<Verdict> {
        let Some(expected) = self.expected(case, scratch)? else {
            return Ok(Verdict::Skipped(
                "real Helm 3.22 is not there to ask".to_owned(),
            ));
        };
        let answer = self.run(case, scratch)?;
        let verdict = self.compare(case, &expected, &answer);
        match (&verdict, &self.reference) {
            (Verdict::Differs(_), Some(reference)) if case.succeeds() && case.kind != "package" => {
                let varies = self.is_another_answer(reference, case, scratch, &answer)?;
                Ok(if varies { Verdict::Same } else { verdict })
            }
            _ => Ok(verdict),
        }
    }

    /// Whether real Helm prints this as well when it is asked again.
    fn is_another_answer(
        &self,
        reference: &Reference,
        case: &ChartCase,
        scratch: &Scratch,
        answer: &Answer,
    ) -> Result<bool> {
        for _ in 0..TIMES_ASKED {
            let other = reference.ask(case, &self.corpus, scratch)?;
            if (other.exit, &other.stdout) == (answer.exit, &answer.stdout) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn run(&self, case: &ChartCase, scratch: &Scratch) -> Result<Answer> {
        if case.kind == "package" {
            return run_package(self.setting, &self.corpus.join(&case.chart));
        }
        let environment = scratch.environment(&self.setting.environment());
        answer(
            &self.setting.program,
            case,
            &self.corpus,
            &environment,
            self.setting.dialect,
        )
    }

    /// What Helm did: as recorded, or, where Helm 3.22 differs from the record, as it says itself.
    fn expected(&self, case: &ChartCase, scratch: &Scratch) -> Result<Option<Expected>> {
        let recorded = || self.recorded(case);
        if self.setting.dialect == Dialect::Helm4 {
            return recorded().map(Some);
        }
        if case.h3.starts_with("same") {
            // Helm 3.22 was found to do the same, but its messages were not compared.
            let mut expected = recorded()?;
            expected.stderr = match &self.reference {
                Some(reference) if !case.succeeds() => {
                    let answer = reference.answer(case, &self.corpus, scratch)?;
                    Some(String::from_utf8_lossy(&answer.stderr).into_owned())
                }
                _ => None,
            };
            return Ok(Some(expected));
        }
        if case.mode == "exact"
            && let Some(reference) = &self.reference
        {
            let answer = reference.answer(case, &self.corpus, scratch)?;
            return Ok(Some(Expected {
                exit: answer.exit,
                stdout: Stdout::Bytes(answer.stdout),
                stderr: Some(String::from_utf8_lossy(&answer.stderr).into_owned()),
            }));
        }
        if case.h3 != "differs-blank" {
            return Ok(None);
        }
        let mut expected = recorded()?;
        expected.stdout = Stdout::ButBlank(self.recorded_stdout(case)?);
        expected.stderr = None;
        Ok(Some(expected))
    }

    fn recorded(&self, case: &ChartCase) -> Result<Expected> {
        let stdout = match case.mode.as_str() {
            "exit-only" => Stdout::Anything,
            "masked" => Stdout::ButRandom(self.recorded_stdout(case)?),
            _ => Stdout::Digest,
        };
        Ok(Expected {
            exit: case.exit,
            stdout,
            stderr: self.errors.get(&case.id).cloned(),
        })
    }

    fn recorded_stdout(&self, case: &ChartCase) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if case.stdout != "-" {
            let file = fs::File::open(self.corpus.join(&case.stdout))?;
            GzDecoder::new(file).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn compare(&self, case: &ChartCase, expected: &Expected, answer: &Answer) -> Verdict {
        if answer.exit != expected.exit {
            let error = last_error(&answer.stderr);
            return Verdict::Differs(format!(
                "exit {} want {}: {error}",
                answer.exit, expected.exit
            ));
        }
        if let Some(note) = self.stdout_note(case, &expected.stdout, &answer.stdout) {
            return Verdict::Differs(note);
        }
        let judged =
            ["template", "show-values", "package", "deplist"].contains(&case.kind.as_str());
        let random = matches!(expected.stdout, Stdout::Anything);
        if expected.exit == 0 || !judged || random {
            return Verdict::Same;
        }
        let Some(stderr) = &expected.stderr else {
            return Verdict::Same;
        };
        // Which words surround the core message of an error is no part of this suite.
        if messages_agree(stderr.as_bytes(), &answer.stderr) {
            return Verdict::Same;
        }
        let (want, got) = (last_error(stderr.as_bytes()), last_error(&answer.stderr));
        Verdict::Differs(format!("message: want {want} | got {got}"))
    }

    /// What is wrong with the output, if anything.
    fn stdout_note(&self, case: &ChartCase, want: &Stdout, got: &[u8]) -> Option<String> {
        let (equal, want) = match want {
            Stdout::Anything => return None,
            Stdout::Bytes(want) => (want == got, want.clone()),
            Stdout::ButRandom(want) => (equal_but_random(want, got), want.clone()),
            Stdout::ButBlank(want) => {
                let (want, got) = (without_blank_ends(want), without_blank_ends(got));
                (equal_but_random(&want, &got), want)
            }
            Stdout::Digest => {
                if hex(&Sha256::digest(got)) == case.digest {
                    return None;
                }
                if case.stdout == "-" {
                    return Some("stdout differs from the recorded digest".to_owned());
                }
                (false, self.recorded_stdout(case).unwrap_or_default())
            }
        };
        (!equal).then(|| first_difference(&want, got))
    }
}

/// Runs a program on a case that only reads.
pub(crate) fn answer(
    program: &Path,
    case: &ChartCase,
    corpus: &Path,
    environment: &[(String, OsString)],
    dialect: Dialect,
) -> Result<Answer> {
    let finished = Job::new(program, corpus)
        .arguments(case.command(dialect))
        .environment(environment)
        .run()?;
    Ok(Answer {
        exit: finished.exit(),
        stdout: finished.stdout,
        stderr: finished.stderr,
    })
}

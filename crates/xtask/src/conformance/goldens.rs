//! The command lines of Helm's own tests against their golden files.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::stdout::first_difference;
use super::suite::{Dialect, Outcome, Setting, Verdict};
use crate::case::{copy_folder, split_words};
use crate::process::{Job, Streams};
use crate::scratch::Scratch;

const KIND: &str = "golden";
/// The commands that need neither cluster nor network.
const COMMANDS: [&str; 10] = [
    "completion",
    "create",
    "dependency",
    "env",
    "help",
    "lint",
    "package",
    "show",
    "template",
    "version",
];
/// Marks of rows that the program, seen from outside, cannot reproduce, or that need what is not here.
const NOT_HERE: [&str; 6] = [
    "version-string",
    "in-process-only",
    "fake-time",
    "http-repo-server",
    "stub-discovery-or-fake-kube",
    "plugins-dir",
];

/// One row of the table.
struct Row<'a> {
    id: String,
    command: &'a str,
    golden: &'a str,
    fails: bool,
    needs: Vec<&'a str>,
}

/// Runs the rows that belong to the commands without cluster and network.
pub(crate) fn run_goldens(setting: &Setting<'_>) -> Result<Vec<Outcome>> {
    let Some(shared) = setting.workspace.shared.as_ref() else {
        return Ok(Vec::new());
    };
    if !setting.wants(KIND) || setting.dialect == Dialect::Helm3 {
        return Ok(Vec::new());
    }
    let scratch = Scratch::new()?;
    let helm = scratch.as_helm(&setting.program)?;
    let work = scratch.work();
    copy_folder(&shared.join("helm-goldens"), &work)?;
    let table = fs::read_to_string(shared.join("spec/helm-golden-cases.tsv"))?;
    let mut outcomes = Vec::new();
    for row in rows(&table)? {
        if !setting.filter.is_match(&row.id) || !row.belongs() {
            continue;
        }
        let verdict = row
            .judge(&helm, &work, &scratch)
            .unwrap_or_else(|error| Verdict::Differs(format!("{error:#}")));
        outcomes.push(Outcome {
            kind: KIND.to_owned(),
            id: row.id,
            verdict,
        });
    }
    Ok(outcomes)
}

fn rows(table: &str) -> Result<Vec<Row<'_>>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines
        .next()
        .context("the table is empty")?
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
            Ok(Row {
                id: format!(
                    "{}: {}: {}",
                    field("test_func")?,
                    field("name")?,
                    field("command")?
                ),
                command: field("command")?,
                golden: field("golden")?,
                fails: field("wantError")? == "yes",
                needs: field("needs")?.split("; ").map(str::trim).collect(),
            })
        })
        .collect()
}

impl Row<'_> {
    fn belongs(&self) -> bool {
        let words = split_words(self.command);
        let command = words
            .iter()
            .skip(1)
            .find(|word| !word.starts_with("__complete"));
        // Completion of a command without releases does not look at them, whatever the fixture holds.
        let completion = words
            .get(1)
            .is_some_and(|word| word.starts_with("__complete"));
        let needs = |mark: &str| {
            self.needs
                .iter()
                .any(|need| need.split('=').next() == Some(mark))
        };
        command.is_some_and(|command| COMMANDS.contains(&command.as_str()))
            && !NOT_HERE.iter().any(|mark| needs(mark))
            && (completion || !needs("releases"))
            && !self.command.contains("<SRV")
            && !self.command.contains("<TMP>")
    }

    fn judge(&self, helm: &Path, work: &Path, scratch: &Scratch) -> Result<Verdict> {
        let mut words = split_words(self.command);
        words.remove(0);
        if self.needs.contains(&"fake-kube-version") {
            words.extend(["--kube-version".to_owned(), "1.20.0".to_owned()]);
        }
        let mut environment = scratch.environment(&[]);
        let bin = helm.parent().context("the program lies in a folder")?;
        environment.push((
            "PATH".to_owned(),
            format!("{}:/usr/bin:/bin", bin.display()).into(),
        ));
        let mut job = Job::new(helm, work)
            .arguments(words)
            .environment(&environment);
        job.streams = Streams::Merged;
        let finished = job.run()?;
        let got = without_log_lines(&finished.stdout);
        if (finished.exit() != 0) != self.fails {
            let got: String = got.chars().take(200).collect();
            return Ok(Verdict::Differs(format!("exit {}: {got}", finished.exit())));
        }
        if let Some(want) = self.wanted(work)?
            && want != got
        {
            return Ok(Verdict::Differs(first_difference(
                want.as_bytes(),
                got.as_bytes(),
            )));
        }
        for need in &self.needs {
            if let Some(note) = directive_note(need, &got) {
                return Ok(Verdict::Differs(note));
            }
        }
        Ok(Verdict::Same)
    }

    fn wanted(&self, work: &Path) -> Result<Option<String>> {
        if let Some(text) = self.golden.strip_prefix("inline: ") {
            let text = text.replace("\\n", "\n");
            return Ok(Some(if self.fails {
                format!("Error: {text}\n")
            } else {
                text
            }));
        }
        if self.golden.is_empty() {
            return Ok(None);
        }
        let text = fs::read_to_string(work.join("testdata").join(self.golden))?;
        Ok(Some(text.replace("\r\n", "\n")))
    }
}

/// What is wrong with `check=directive NAME must be present|absent`, if anything.
fn directive_note(need: &str, got: &str) -> Option<String> {
    let (name, wanted) = need
        .strip_prefix("check=directive ")?
        .split_once(" must be ")?;
    (got.contains(name) != (wanted == "present")).then(|| format!("{name} must be {wanted}"))
}

/// The output without the records that Helm's tests do not see.
fn without_log_lines(output: &[u8]) -> String {
    String::from_utf8_lossy(output)
        .replace("\r\n", "\n")
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("level=") && !line.starts_with("[Debug] "))
        .collect()
}

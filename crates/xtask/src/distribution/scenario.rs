use anyhow::{Context as _, Result};

/// A list of lines of shell that are played one after the other.
#[derive(Debug)]
pub(super) struct Scenario {
    /// What it belongs to; counted together.
    pub(super) kind: String,
    pub(super) name: String,
    /// The lines. Those without a command of Helm prepare something.
    pub(super) lines: Vec<String>,
}

impl Scenario {
    /// Whether a line is one of those that tools take turns at.
    pub(super) fn is_turn(line: &str) -> bool {
        line.split([' ', ';', '|', '&', '('])
            .any(|word| word == "helm")
    }
}

/// Every scenario: `## KIND`, `# NAME`, and lines; a line that begins with spaces continues the one before.
pub(super) fn scenarios() -> Result<Vec<Scenario>> {
    let mut kind = "";
    let mut found: Vec<Scenario> = Vec::new();
    let text = include_str!("scenarios.txt");
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix("## ") {
            kind = name;
        } else if let Some(name) = line.strip_prefix("# ") {
            found.push(Scenario {
                kind: kind.to_owned(),
                name: name.to_owned(),
                lines: Vec::new(),
            });
        } else {
            let scenario = found.last_mut().context("a line before any scenario")?;
            match line.strip_prefix("    ").zip(scenario.lines.last_mut()) {
                Some((rest, last)) => {
                    last.push('\n');
                    last.push_str(rest);
                }
                None => scenario.lines.push(line.to_owned()),
            }
        }
    }
    Ok(found)
}

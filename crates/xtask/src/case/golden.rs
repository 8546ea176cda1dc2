//! What a recorded Helm printed for the commands of a case, and the file it is kept in.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

/// The recorded runs of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Golden {
    /// The recorded Helm, as `v4.3.1`.
    pub(crate) version: String,
    /// One entry for each command, in order.
    pub(crate) runs: Vec<GoldenRun>,
}

/// What one command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GoldenRun {
    /// The command line, without the program.
    pub(crate) command: String,
    /// Its exit code.
    pub(crate) exit: i32,
    /// Its standard output.
    pub(crate) stdout: Vec<u8>,
    /// Its standard error.
    pub(crate) stderr: Vec<u8>,
    /// A listing of the files it made or changed.
    pub(crate) files: Vec<u8>,
}

impl Golden {
    /// The text of the golden file: sections carry their length, so that any output can be kept.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!(
            "Recorded from Helm {} by `cargo xtask record`.\n",
            self.version
        )
        .into_bytes();
        for run in &self.runs {
            let mut head = String::new();
            write!(head, "$ {}\nexit {}\n", run.command, run.exit).expect("a string takes all");
            out.extend(head.bytes());
            for (name, data) in run.sections() {
                if !data.is_empty() {
                    out.extend(format!("-- {name}, {} bytes --\n", data.len()).bytes());
                    out.extend_from_slice(data);
                    out.push(b'\n');
                }
            }
        }
        out
    }

    /// Reads a golden file.
    ///
    /// # Errors
    ///
    /// When the file is not one that [`Golden::to_bytes`] wrote.
    pub(crate) fn parse(mut rest: &[u8]) -> Result<Self> {
        let first = take_line(&mut rest)?;
        let version = first
            .strip_prefix("Recorded from Helm ")
            .and_then(|tail| tail.split_once(' '))
            .context("the first line does not name a Helm")?;
        let mut golden = Self {
            version: version.0.to_owned(),
            runs: Vec::new(),
        };
        while !rest.is_empty() {
            let line = take_line(&mut rest)?;
            if let Some(command) = line.strip_prefix("$ ") {
                let exit = take_line(&mut rest)?;
                golden.runs.push(GoldenRun {
                    command: command.to_owned(),
                    exit: exit
                        .strip_prefix("exit ")
                        .context("no exit code")?
                        .parse()?,
                    stdout: Vec::new(),
                    stderr: Vec::new(),
                    files: Vec::new(),
                });
                continue;
            }
            let (name, length) = section(&line)?;
            let run = golden
                .runs
                .last_mut()
                .context("a section before a command")?;
            let data = rest
                .get(..length)
                .context("a section is cut short")?
                .to_vec();
            rest = rest.get(length + 1..).context("a section is cut short")?;
            *run.section(name)? = data;
        }
        Ok(golden)
    }
}

impl GoldenRun {
    fn sections(&self) -> [(&'static str, &[u8]); 3] {
        [
            ("stdout", &self.stdout),
            ("stderr", &self.stderr),
            ("files", &self.files),
        ]
    }

    fn section(&mut self, name: &str) -> Result<&mut Vec<u8>> {
        Ok(match name {
            "stdout" => &mut self.stdout,
            "stderr" => &mut self.stderr,
            "files" => &mut self.files,
            other => bail!("unknown section {other}"),
        })
    }
}

fn take_line(rest: &mut &[u8]) -> Result<String> {
    let end = rest
        .iter()
        .position(|&byte| byte == b'\n')
        .context("the golden is cut short")?;
    let line = std::str::from_utf8(&rest[..end])?.to_owned();
    *rest = &rest[end + 1..];
    Ok(line)
}

/// The name and the length of a line `-- NAME, LENGTH bytes --`.
fn section(line: &str) -> Result<(&str, usize)> {
    let (name, length) = line
        .strip_prefix("-- ")
        .and_then(|tail| tail.strip_suffix(" bytes --"))
        .and_then(|inner| inner.split_once(", "))
        .with_context(|| format!("not understood: {line}"))?;
    Ok((name, length.parse()?))
}

#[cfg(test)]
mod tests {
    use super::{Golden, GoldenRun};

    #[test]
    fn goldens_survive_writing_and_reading() {
        let golden = Golden {
            version: "v4.3.1".to_owned(),
            runs: vec![
                GoldenRun {
                    command: "template a b".to_owned(),
                    exit: 1,
                    stdout: b"no newline, $ and -- stderr, 3 bytes --\n\xff".to_vec(),
                    stderr: b"Error: x\n".to_vec(),
                    files: Vec::new(),
                },
                GoldenRun {
                    command: "version".to_owned(),
                    exit: 0,
                    stdout: Vec::new(),
                    stderr: Vec::new(),
                    files: b"a 1 2\n".to_vec(),
                },
            ],
        };
        assert_eq!(
            Golden::parse(&golden.to_bytes()).expect("just written"),
            golden
        );
    }
}

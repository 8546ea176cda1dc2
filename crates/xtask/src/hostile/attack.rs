//! What an attack is, and the pieces they are made of.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use fs_err as fs;
use serde::{Deserialize, Serialize};

pub(super) const CHART: &str = "apiVersion: v2\nname: chart\nversion: 0.1.0\n";

/// How an attack has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ending {
    /// With an error.
    Fails,
    /// With an error or without one: what matters are the bounds.
    Bounded,
}

/// One hostile chart and the command that meets it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attack {
    pub(super) name: String,
    pub(super) ending: Ending,
    pub(super) command: Vec<String>,
    #[serde(skip)]
    pub(super) files: Vec<Piece>,
}

/// A file, a link or something else in the working folder.
#[derive(Debug)]
pub(super) enum Piece {
    File(PathBuf, Vec<u8>),
    Link(PathBuf, PathBuf),
    /// A named pipe, at which a careless reader waits for ever.
    Pipe(PathBuf),
}

impl Attack {
    /// An attack on `template`, with no files yet.
    pub(super) fn new(name: impl Into<String>, ending: Ending) -> Self {
        Self {
            name: name.into(),
            ending,
            command: vec!["template".to_owned(), "demo".to_owned(), "chart".to_owned()],
            files: Vec::new(),
        }
    }

    /// An attack that works by files of an otherwise good chart.
    pub(super) fn chart(name: impl Into<String>, ending: Ending) -> Self {
        Self::new(name, ending).file("chart/Chart.yaml", CHART)
    }

    /// With a file.
    pub(super) fn file(mut self, path: impl Into<PathBuf>, data: impl Into<Vec<u8>>) -> Self {
        self.files.push(Piece::File(path.into(), data.into()));
        self
    }

    /// With a symbolic link.
    pub(super) fn link(mut self, path: &str, target: &str) -> Self {
        self.files.push(Piece::Link(path.into(), target.into()));
        self
    }

    /// With a named pipe.
    pub(super) fn pipe(mut self, path: &str) -> Self {
        self.files.push(Piece::Pipe(path.into()));
        self
    }

    /// With more words on the command line.
    pub(super) fn words<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.command.extend(words.into_iter().map(Into::into));
        self
    }

    /// With another command line.
    pub(super) fn command(mut self, words: &[&str]) -> Self {
        self.command = words.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Writes the files into `work`.
    pub(super) fn lay_out(&self, work: &Path) -> Result<()> {
        for piece in &self.files {
            let (Piece::File(path, _) | Piece::Link(path, _) | Piece::Pipe(path)) = piece;
            let target = work.join(path);
            fs::create_dir_all(target.parent().context("a piece lies in a folder")?)?;
            match piece {
                Piece::File(_, data) => fs::write(target, data)?,
                Piece::Link(_, to) => fs::os::unix::fs::symlink(to, target)?,
                Piece::Pipe(_) => {
                    let status = std::process::Command::new("mkfifo").arg(&target).status()?;
                    anyhow::ensure!(status.success(), "mkfifo failed");
                }
            }
        }
        Ok(())
    }
}

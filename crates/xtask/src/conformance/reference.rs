//! Answers of real Helm 3.22, asked once and kept in the cache.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use fs_err as fs;
use sha2::{Digest as _, Sha256};

use super::charts::{Answer, ChartCase, answer};
use super::suite::{Dialect, Setting};
use crate::case::{Golden, GoldenRun, hex};
use crate::oracle::{HELM_3, existing};
use crate::scratch::Scratch;

/// Real Helm 3.22 with a memory.
#[derive(Debug)]
pub(crate) struct Reference {
    helm: PathBuf,
    cache: PathBuf,
}

impl Reference {
    /// The reference that the dialect needs beside the record, when it is built.
    pub(crate) fn for_dialect(setting: &Setting<'_>) -> Option<Self> {
        if setting.dialect == Dialect::Helm4 {
            return None;
        }
        Some(Self {
            helm: existing(setting.workspace, HELM_3)?,
            cache: setting.workspace.cache.join("recorded").join(HELM_3),
        })
    }

    /// What it does with a case.
    pub(crate) fn answer(
        &self,
        case: &ChartCase,
        corpus: &Path,
        scratch: &Scratch,
    ) -> Result<Answer> {
        let command = case.command(Dialect::Helm3).join(" ");
        let name = hex(&Sha256::digest(command.as_bytes()));
        let path = self.cache.join(format!("{}.gz", &name[..32]));
        if let Ok(bytes) = fs::read(&path) {
            let mut text = Vec::new();
            GzDecoder::new(&*bytes).read_to_end(&mut text)?;
            let run = Golden::parse(&text)?
                .runs
                .pop()
                .context("an empty record")?;
            return Ok(Answer {
                exit: run.exit,
                stdout: run.stdout,
                stderr: run.stderr,
            });
        }
        let answer = self.ask(case, corpus, scratch)?;
        let record = Golden {
            version: HELM_3.to_owned(),
            runs: vec![GoldenRun {
                command,
                exit: answer.exit,
                stdout: answer.stdout.clone(),
                stderr: answer.stderr.clone(),
                files: Vec::new(),
            }],
        };
        fs::create_dir_all(&self.cache)?;
        let mut file = GzEncoder::new(Vec::new(), Compression::fast());
        file.write_all(&record.to_bytes())?;
        fs::write(path, file.finish()?)?;
        Ok(answer)
    }

    /// What it does with a case this time: where a chart depends on the order of a map, each time may differ.
    pub(crate) fn ask(&self, case: &ChartCase, corpus: &Path, scratch: &Scratch) -> Result<Answer> {
        answer(
            &self.helm,
            case,
            corpus,
            &scratch.environment(&[]),
            Dialect::Helm3,
        )
    }
}

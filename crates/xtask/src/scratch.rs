//! A scratch folder with an empty home and a clean environment for the programs under test.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;
use tempfile::TempDir;

/// A folder that goes away with the value, with `home/`, `bin/` and `work/` in it.
#[derive(Debug)]
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// Makes the folder.
    pub(crate) fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("steersman-").tempdir()?;
        for name in ["home", "bin", "work"] {
            fs::create_dir(folder.path().join(name))?;
        }
        Ok(Self { folder })
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where commands run.
    pub(crate) fn work(&self) -> PathBuf {
        self.path().join("work")
    }

    /// What is home to commands.
    pub(crate) fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    /// The program under the name `helm`, so that usage texts say the same as Helm's.
    pub(crate) fn as_helm(&self, program: &Path) -> Result<PathBuf> {
        let link = self.path().join("bin/helm");
        if fs::symlink_metadata(&link).is_ok() {
            fs::remove_file(&link)?;
        }
        fs::os::unix::fs::symlink(program, &link)?;
        Ok(link)
    }

    /// The whole environment of a run, with these variables added.
    pub(crate) fn environment(&self, extra: &[(String, OsString)]) -> Vec<(String, OsString)> {
        let mut all: Vec<(String, OsString)> = vec![
            ("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".into()),
            ("HOME".to_owned(), self.home().into()),
            ("TMPDIR".to_owned(), self.path().into()),
            ("TZ".to_owned(), "UTC".into()),
            ("LANG".to_owned(), "C.UTF-8".into()),
        ];
        all.extend(extra.iter().cloned());
        all
    }
}

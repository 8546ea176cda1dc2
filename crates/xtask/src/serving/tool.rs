//! Programs of others that the checks need, built from pinned Go modules into the cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use crate::workspace::Workspace;

/// A program, by the package and the version it is built from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    package: &'static str,
    version: &'static str,
}

/// Object storage that speaks S3, with conditional writes.
pub(super) const MINIO: Tool = Tool {
    name: "minio",
    package: "github.com/minio/minio",
    version: "v0.0.0-20260212201848-7aac2a2c5b7c",
};

/// A client of registries.
pub(super) const CRANE: Tool = Tool {
    name: "crane",
    package: "github.com/google/go-containerregistry/cmd/crane",
    version: "v0.22.1",
};

impl Tool {
    /// The program, built when the cache does not have it: some minutes, once, with Go.
    pub(super) fn find_or_build(self, workspace: &Workspace) -> Result<PathBuf> {
        let folder = workspace
            .cache
            .join("testbed")
            .join(format!("{}-{}", self.name, self.version));
        let program = folder.join(self.name);
        if !program.is_file() {
            println!("building {} {}, once", self.name, self.version);
            fs::create_dir_all(&folder)?;
            self.build(&fs::canonicalize(&folder)?)?;
        }
        Ok(program)
    }

    fn build(self, folder: &Path) -> Result<()> {
        let output = Command::new("go")
            .env("GOBIN", folder)
            .env("CGO_ENABLED", "0")
            .args(["install", "-trimpath", "-ldflags=-s -w"])
            .arg(format!("{}@{}", self.package, self.version))
            .output()
            .context("failed to run go")?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            bail!("{} does not build: {}", self.name, text.trim());
        }
        Ok(())
    }
}

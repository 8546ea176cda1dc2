//! Where things are: the workspace, the shared test data, the cache, the program under test.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

/// The places the tasks work in.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Test data shared between projects, when it is there.
    pub shared: Option<PathBuf>,
    /// The folder for what is built once and kept, outside the tree.
    pub cache: PathBuf,
}

/// A variable of the environment, when it is set and not empty.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

impl Workspace {
    /// Finds the workspace this program was built from.
    ///
    /// # Errors
    ///
    /// When neither `XDG_CACHE_HOME` nor `HOME` says where the cache is.
    pub fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .ancestors()
            .nth(2)
            .context("the crate lies two folders below the workspace")?
            .to_path_buf();
        let shared = variable("STEER_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
        let cache = variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))
            .context("neither XDG_CACHE_HOME nor HOME is set")?
            .join("steersman");
        let shared = shared.canonicalize().ok();
        Ok(Self {
            root,
            shared,
            cache,
        })
    }

    /// The project's own charts and cases.
    pub fn corpus(&self) -> PathBuf {
        self.root.join("corpus")
    }

    /// The program under test: the one named, or the release build, made now.
    ///
    /// # Errors
    ///
    /// When the named program is not there, or the build fails.
    pub fn program(&self, named: Option<&Path>) -> Result<PathBuf> {
        if let Some(path) = named {
            return path
                .canonicalize()
                .with_context(|| format!("no program at {}", path.display()));
        }
        let cargo = variable("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args([
                "build",
                "--release",
                "--quiet",
                "--package",
                "steersman-cli",
            ])
            .current_dir(&self.root)
            .status()
            .context("failed to run cargo")?;
        if !status.success() {
            bail!("the program does not build");
        }
        Ok(self.target().join("release/steer"))
    }

    /// A copy of the [program](Self::program), as an installation makes it. What a linker has written the system may
    /// keep page by page, which makes starts up to a tenth longer; Helm's program is a copy that Go has made.
    ///
    /// # Errors
    ///
    /// As for the program, or when it cannot be copied.
    pub fn installed(&self, named: Option<&Path>) -> Result<PathBuf> {
        let program = self.program(named)?;
        let folder = self.target().join("installed");
        fs::create_dir_all(&folder)?;
        let copy = folder.join("steer");
        // A program that still runs cannot be written to.
        if copy.exists() {
            fs::remove_file(&copy)?;
        }
        fs::copy(&program, &copy)?;
        Ok(copy)
    }

    fn target(&self) -> PathBuf {
        variable("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }
}

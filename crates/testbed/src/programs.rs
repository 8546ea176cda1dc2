use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

/// The Kubernetes that tests run against.
pub const KUBERNETES_VERSION: &str = "v1.36.3";
const ETCD_VERSION: &str = "v3.6.6";
const KWOK_VERSION: &str = "v0.8.0";

const NAMES: [&str; 5] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
];

/// Where the programs of a cluster are.
#[derive(Clone, Debug)]
pub struct Programs {
    paths: [PathBuf; NAMES.len()],
}

impl Programs {
    /// Finds every program without building: in `KUBEBUILDER_ASSETS` (given as `assets`), in `search` (the folders of
    /// `PATH`), then in the cache.
    pub fn find(assets: Option<&Path>, search: &[PathBuf], cache: &Path) -> Option<Self> {
        let cached = cache_folder(cache);
        let folders: Vec<&Path> = assets
            .into_iter()
            .chain(search.iter().map(PathBuf::as_path))
            .chain([cached.as_path()])
            .collect();
        let locate = |name: &str| {
            folders
                .iter()
                .map(|folder| folder.join(name))
                .find(|path| path.is_file())
        };
        let found: Vec<PathBuf> = NAMES.iter().filter_map(|name| locate(name)).collect();
        Some(Self {
            paths: found.try_into().ok()?,
        })
    }

    /// Finds the programs in the cache, or builds them there from the Go modules pinned in `testbed`
    /// (about five minutes on two cores, needs Go).
    pub fn find_or_build(testbed: &Path, cache: &Path) -> Result<Self> {
        if let Some(programs) = Self::find(None, &[], cache) {
            return Ok(programs);
        }
        let folder = cache_folder(cache);
        fs::create_dir_all(&folder)?;
        let folder = fs::canonicalize(&folder)?;
        build_etcd(testbed, &folder)?;
        build_kubernetes(testbed, &folder)?;
        let kwok = format!("sigs.k8s.io/kwok/cmd/kwok@{KWOK_VERSION}");
        run(Command::new("go").env("GOBIN", &folder).args([
            "install",
            "-trimpath",
            "-ldflags=-s -w",
            &kwok,
        ]))?;
        Self::find(None, &[], cache)
            .with_context(|| format!("{} lacks a program after the build", folder.display()))
    }

    /// The path of one of the programs.
    pub(crate) fn path(&self, name: &str) -> Result<&Path> {
        let index = NAMES.iter().position(|known| *known == name);
        index
            .map(|index| self.paths[index].as_path())
            .with_context(|| format!("{name} is no program of the cluster"))
    }
}

/// The folder of this set of versions, so that a new version is never taken for an old one.
fn cache_folder(cache: &Path) -> PathBuf {
    cache.join(format!(
        "kubernetes-{KUBERNETES_VERSION}-etcd-{ETCD_VERSION}-kwok-{KWOK_VERSION}"
    ))
}

fn build_etcd(testbed: &Path, folder: &Path) -> Result<()> {
    let manifest = fs::read_to_string(testbed.join("etcd/go.mod"))?;
    if !manifest.contains(&format!("go.etcd.io/etcd/server/v3 {ETCD_VERSION}")) {
        bail!("testbed/etcd/go.mod does not require etcd {ETCD_VERSION}");
    }
    run(Command::new("go")
        .current_dir(testbed.join("etcd"))
        .args(["build", "-trimpath", "-ldflags=-s -w", "-o"])
        .arg(folder.join("etcd"))
        .arg("go.etcd.io/etcd/server/v3"))
}

fn build_kubernetes(testbed: &Path, folder: &Path) -> Result<()> {
    // Without the stamp the server says v0.0.0-master, and charts with a kubeVersion refuse it.
    let stamp = "k8s.io/component-base/version";
    let flags = format!(
        "-ldflags=-s -w -X {stamp}.gitVersion={KUBERNETES_VERSION} -X {stamp}.gitMajor=1 -X {stamp}.gitMinor=36"
    );
    run(Command::new("go")
        .current_dir(testbed.join("kubernetes"))
        .args(["build", "-trimpath", &flags, "-o"])
        .arg(folder)
        .args(
            ["apiserver", "controller-manager", "scheduler"]
                .map(|part| format!("k8s.io/kubernetes/cmd/kube-{part}")),
        ))
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("failed to run {program}"))?;
    if !output.status.success() {
        bail!(
            "{program} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

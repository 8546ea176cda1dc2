//! From what the user calls a chart to the chart itself, and from flags to values.

use std::path::{Path, PathBuf};

use steersman_chart::archive::Limits;
use steersman_chart::values::{Gathered, ValuesRequest};
use steersman_chart::{Chart, Loaded};
use steersman_names::HelmDialect;
use steersman_oci::is_oci;
use steersman_render::KubeVersion;
use steersman_repo::{Access, Get};
use steersman_store::{DependencyRequest, Purpose};

use crate::command::{Flags, quote};
use crate::context::Context;
use crate::dependency_download::Verify;
use crate::dependency_sources::run_dependencies;
use crate::error::CliError;
use crate::findings::{load_findings, values_findings};
use crate::observer::LogObserver;
use crate::paths::clean;
use crate::provenance::verify_file;
use crate::registry::{locate_in_registry, refuse_keys};
use crate::remote::locate_remote;
use crate::sources::getters;
use crate::time::{now, source_date_epoch};
use crate::watch::read_bounded;

/// Finds the folder or archive that a reference means. What is elsewhere comes into the content cache.
///
/// # Errors
/// Helm's: why there is no such chart, or why it cannot be had.
pub(crate) fn locate_chart(
    reference: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<PathBuf, CliError> {
    let name = reference.trim();
    if !is_oci(name) || !flags.text("repo").is_empty() {
        refuse_keys(name, flags)?;
    }
    if flags.text("repo").is_empty() && fs_err::metadata(name).is_ok() {
        let path = std::path::absolute(name)?;
        let path = clean(&path.to_string_lossy());
        if flags.switch("verify") {
            verify_file(&path, &flags.text_or_default("keyring", context.settings))?;
        }
        return Ok(path.into());
    }
    if flags.text("repo").is_empty() && (name.starts_with('/') || name.starts_with('.')) {
        return Err(CliError::new(format!("path {} not found", quote(name))));
    }
    if is_oci(name) {
        return locate_in_registry(name, flags, context);
    }
    locate_remote(name, flags, context)
}

/// Loads the chart at a path; what there is to say about it goes to the observer.
///
/// # Errors
/// Why it cannot be loaded, with its place where that is known.
pub(crate) fn load_chart(
    path: &Path,
    context: &Context<'_>,
    observer: &LogObserver,
) -> Result<Chart, CliError> {
    load_for(Purpose::Install, path, context, observer)
}

/// Loads the chart at a path, after `--dependency-update` has put missing dependencies into it.
///
/// # Errors
/// Why it cannot be loaded or completed.
pub(crate) fn load_complete(
    path: &Path,
    flags: &Flags,
    context: &mut Context<'_>,
    observer: &LogObserver,
) -> Result<Chart, CliError> {
    let chart = load_chart(path, context, observer)?;
    if chart.metadata.dependencies().is_empty() {
        return Ok(chart);
    }
    source_date_epoch(context.environment)?;
    if flags.switch("dependency-update") && !chart.missing_dependencies().is_empty() {
        update_missing(path, flags, context)?;
        return load_chart(path, context, observer);
    }
    Ok(chart)
}

/// Loads the chart at a path to look at it: Helm takes more charts for that than it installs.
///
/// # Errors
/// Why it cannot be loaded, with its place where that is known.
pub(crate) fn inspect_chart(
    path: &Path,
    context: &Context<'_>,
    observer: &LogObserver,
) -> Result<Chart, CliError> {
    load_for(Purpose::Inspect, path, context, observer)
}

fn load_for(
    purpose: Purpose,
    path: &Path,
    context: &Context<'_>,
    observer: &LogObserver,
) -> Result<Chart, CliError> {
    let limits = Limits::of(context.dialect);
    let Loaded { chart, notices } = steersman_store::load(path, purpose, context.dialect, &limits)
        .map_err(|error| CliError::from_error(&error).diagnosed(load_findings(&error, path)))?;
    for notice in &notices {
        observer.notice(notice);
    }
    Ok(chart)
}

/// Puts missing dependencies into `charts/` of the folder at `path`, telling of the progress on standard output.
///
/// # Errors
/// Why they cannot be had.
fn update_missing(path: &Path, flags: &Flags, context: &mut Context<'_>) -> Result<(), CliError> {
    let request = DependencyRequest {
        path: path.into(),
        now: now(),
        epoch: source_date_epoch(context.environment)?,
        refresh: true,
        debug: context.settings.debug,
        dialect: context.dialect,
        limits: Limits::of(context.dialect),
    };
    run_dependencies(&request, false, Verify::Never, flags, context).map(drop)
}

/// What the flags of values say.
pub(crate) fn values_request(flags: &Flags) -> ValuesRequest {
    ValuesRequest {
        files: flags.list("values").to_vec(),
        set_json: flags.list("set-json").to_vec(),
        set: flags.list("set").to_vec(),
        set_string: flags.list("set-string").to_vec(),
        set_file: flags.list("set-file").to_vec(),
        set_literal: flags.list("set-literal").to_vec(),
    }
}

/// Reads and merges the user's values.
///
/// # Errors
/// Why a file or an expression cannot be read.
pub(crate) fn gather_values(flags: &Flags, context: &Context<'_>) -> Result<Gathered, CliError> {
    values_request(flags)
        .gather(context.dialect, &mut |name| read_values(name, context))
        .map_err(|error| CliError::from_error(&error).diagnosed(values_findings(&error)))
}

/// The largest file of values that is fetched, in bytes.
const MAX_VALUES: u64 = 64 * 1024 * 1024;

/// Reads what `-f` or `--set-file` names: a file, the standard input, or what a URL names.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn read_values(name: &str, context: &Context<'_>) -> Result<Vec<u8>, String> {
    let Some((scheme, _)) = name.split_once(':') else {
        return read_values_file(name);
    };
    let getters = getters(context);
    if !getters.knows(scheme) {
        return read_values_file(name);
    }
    let get = Get {
        url: name,
        access: &Access::default(),
        accept: "",
        compressed: false,
        limit: MAX_VALUES,
    };
    getters.get(&get).map_err(|error| error.message)
}

/// Reads what `-f` or `--set-file` names on this machine: a file, or the standard input.
pub(crate) fn read_values_file(name: &str) -> Result<Vec<u8>, String> {
    if name.trim() == "-" {
        return read_bounded("-");
    }
    read_bounded(name)
}

/// The version of Kubernetes to assume, when `--kube-version` gives one.
///
/// # Errors
/// Why it is none.
pub(crate) fn kube_version(
    flags: &Flags,
    dialect: HelmDialect,
) -> Result<Option<KubeVersion>, CliError> {
    let text = flags.text("kube-version");
    if text.is_empty() {
        return Ok(None);
    }
    match KubeVersion::parse(text, dialect) {
        Ok(version) => Ok(Some(version)),
        Err(error) => Err(CliError::new(format!(
            "invalid kube version '{text}': {error}"
        ))),
    }
}

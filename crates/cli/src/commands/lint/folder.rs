//! What the rules of `lint` look at, read from a folder or an archive.

use std::path::Path;

use steersman_chart::archive::{Limits, read_archive};
use steersman_chart::{Chart, File, Loaded, Notice, Origin, load_files};
use steersman_lint::{ChartFolder, FolderError, Place};
use steersman_store::{Purpose, StoreError};
use steersman_value::Str;

use crate::context::Context;
use crate::paths::{go_error, join};

/// Reads the chart at `path`.
///
/// # Errors
/// The text after `Error ` when there is no chart to check.
pub(super) fn read_chart(path: &str, context: &Context<'_>) -> Result<ChartFolder, String> {
    if is_archive(path) {
        return read_packed(path, context);
    }
    let chart_yaml = join(&[path, "Chart.yaml"]);
    let metadata = std::fs::metadata(&chart_yaml).map_err(|error| {
        let error = go_error("stat", &chart_yaml, &error);
        format!("unable to check Chart.yaml file in chart: {error}")
    })?;
    let limits = Limits::of(context.dialect);
    let loaded =
        steersman_store::load_folder(Path::new(path), Purpose::Inspect, context.dialect, &limits);
    let (chart, notices) = split(loaded.map_err(|error| match error {
        StoreError::Load(error) => FolderError::Load(error),
        error => FolderError::Read(error.to_string()),
    }));
    let optional = |name: &str| {
        let path = join(&[path, name]);
        std::fs::metadata(&path).is_ok().then(|| read_file(&path))
    };
    Ok(ChartFolder {
        path: absolute(path),
        chart_yaml: read_file(&chart_yaml),
        chart_yaml_is_folder: metadata.is_dir(),
        values_yaml: optional("values.yaml"),
        schema: optional("values.schema.json").and_then(Result::ok),
        templates: place(&join(&[path, "templates"])),
        crds: place(&join(&[path, "crds"])),
        chart,
        notices,
    })
}

/// Whether the path is looked at as an archive.
#[expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "Helm's rule looks at the case"
)]
pub(super) fn is_archive(path: &str) -> bool {
    path.ends_with(".tgz") || path.ends_with(".tar.gz")
}

/// Reads an archive as the folder it unpacks to, without unpacking it.
fn read_packed(path: &str, context: &Context<'_>) -> Result<ChartFolder, String> {
    let limits = Limits::of(context.dialect);
    let bytes = read_bytes(path).map_err(|error| format!("unable to open tarball: {error}"))?;
    let files = read_archive(&bytes, &limits)
        .map_err(|error| format!("unable to extract tarball: {error}"))?;
    let content = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.data.clone())
    };
    let Some(chart_yaml) = content("Chart.yaml") else {
        return Err("unable to extract tarball: chart name not specified".into());
    };
    let (values_yaml, schema) = (content("values.yaml"), content("values.schema.json"));
    let (templates, crds) = (
        place_among(&files, "templates/"),
        place_among(&files, "crds/"),
    );
    let loaded = load_files(files, Origin::Folder, context.dialect, &limits);
    let (chart, notices) = split(loaded.map_err(FolderError::Load));
    Ok(ChartFolder {
        path: absolute(path),
        chart_yaml: Ok(chart_yaml),
        chart_yaml_is_folder: false,
        values_yaml: values_yaml.map(Ok),
        schema,
        templates,
        crds,
        chart,
        notices,
    })
}

/// The chart and what there was to say about it.
fn split(loaded: Result<Loaded, FolderError>) -> (Result<Chart, FolderError>, Vec<Notice>) {
    match loaded {
        Ok(Loaded { chart, notices }) => (Ok(chart), notices),
        Err(error) => (Err(error), Vec::new()),
    }
}

fn place(path: &str) -> Place {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Place::Folder,
        Ok(_) => Place::File,
        Err(_) => Place::Missing,
    }
}

fn place_among(files: &[File], folder: &str) -> Place {
    if files.iter().any(|file| file.name.starts_with(folder)) {
        Place::Folder
    } else if files
        .iter()
        .any(|file| file.name == folder.trim_end_matches('/'))
    {
        Place::File
    } else {
        Place::Missing
    }
}

fn absolute(path: &str) -> String {
    let absolute = std::path::absolute(path).unwrap_or_default();
    crate::paths::clean(&absolute.to_string_lossy())
}

fn read_file(path: &str) -> Result<Str, String> {
    read_bytes(path).map(Str::from)
}

fn read_bytes(path: &str) -> Result<Vec<u8>, String> {
    use std::io::Read as _;

    let kind = std::fs::metadata(path).map_err(|error| go_error("open", path, &error))?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(format!("open {path}: not a regular file"));
    }
    let mut bytes = Vec::new();
    let mut file = std::fs::File::open(path).map_err(|error| go_error("open", path, &error))?;
    match file.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(go_error("read", path, &error)),
    }
}

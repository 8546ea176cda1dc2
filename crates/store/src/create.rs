use std::path::{Path, PathBuf};

use steersman_chart::archive::Limits;
use steersman_chart::pack::{PackError, packed_metadata};
use steersman_chart::scaffold::{NAME_PLACEHOLDER, scaffold};
use steersman_chart::{Chart, File, Metadata, Modified};
use steersman_names::{ChartName, HelmDialect};

use crate::clean::{absolute, join};
use crate::write::make_folder;
use crate::{PathError, Purpose, StoreError, load, save_archive, write_atomically};

/// Where to make a chart, and from what.
#[derive(Clone, Debug)]
pub struct CreateRequest {
    /// The folder of the new chart; its last part is the name.
    pub path: PathBuf,
    /// A chart to make it from, instead of the usual files.
    pub starter: Option<PathBuf>,
    /// The time for packed dependencies of a starter whose files have none.
    pub now: Modified,
    /// Which Helm to follow.
    pub dialect: HelmDialect,
    /// What a starter may cost.
    pub limits: Limits,
}

/// A chart was made.
#[derive(Clone, Debug)]
pub struct Created {
    /// Its folder.
    pub path: PathBuf,
    /// Files that were there before and have been overwritten.
    pub overwritten: Vec<PathBuf>,
}

/// Makes a new chart.
///
/// # Errors
/// [`StoreError`]
pub fn create(request: &CreateRequest) -> Result<Created, StoreError> {
    let path = request.path.to_string_lossy();
    let (parent, name) = split(&path);
    match &request.starter {
        Some(starter) => create_from(request, starter, name, &parent),
        None => create_scaffold(name, &parent),
    }
}

/// The folder and the name that a path means, by its words alone as Go takes paths apart: after a slash at the end,
/// the last word is a folder on the way *and* the name.
fn split(path: &str) -> (PathBuf, &str) {
    let trimmed = path.trim_end_matches('/');
    let name = match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        (false, false) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    };
    let parent = path.rfind('/').map_or("", |at| &path[..=at]);
    (crate::clean::clean(Path::new(parent)), name)
}

fn create_scaffold(name: &str, parent: &Path) -> Result<Created, StoreError> {
    let name: ChartName = name.parse().map_err(StoreError::Name)?;
    let parent = absolute(parent)?;
    let metadata = fs_err::metadata(&parent).map_err(PathError::from("stat", &parent))?;
    if !metadata.is_dir() {
        return Err(StoreError::NoSuchFolder(parent));
    }
    let folder = chart_folder(&parent, name.as_str())?;
    let mut overwritten = Vec::new();
    for file in scaffold(&name) {
        let path = join(&folder, Path::new(&file.name));
        if fs_err::metadata(&path).is_ok() {
            overwritten.push(path.clone());
        }
        write_below(&path, &file.data)?;
    }
    make_folder(&folder.join("charts"))?;
    Ok(Created {
        path: folder,
        overwritten,
    })
}

/// The folder of the chart, which may exist but not as a file.
fn chart_folder(parent: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let folder = join(parent, Path::new(name));
    match fs_err::metadata(&folder) {
        Ok(metadata) if !metadata.is_dir() => Err(StoreError::FileInTheWay(folder)),
        _ => Ok(folder),
    }
}

fn create_from(
    request: &CreateRequest,
    starter: &Path,
    name: &str,
    parent: &Path,
) -> Result<Created, StoreError> {
    let loaded =
        load(starter, Purpose::Inspect, request.dialect, &request.limits).map_err(|cause| {
            StoreError::Starter {
                path: starter.to_owned(),
                cause: Box::new(cause),
            }
        })?;
    let mut chart = loaded.chart;
    chart.metadata = Metadata {
        name: name.to_owned(),
        description: "A Helm chart for Kubernetes".to_owned(),
        chart_type: "application".to_owned(),
        version: "0.1.0".to_owned(),
        app_version: "0.1.0".to_owned(),
        api_version: "v2".to_owned(),
        ..Metadata::default()
    };
    for file in chart.templates.iter_mut().chain(
        chart
            .raw
            .iter_mut()
            .filter(|file| file.name == "values.yaml"),
    ) {
        rename(file, name);
    }
    let path = save_folder(&mut chart, parent, request)?;
    Ok(Created {
        path,
        overwritten: Vec::new(),
    })
}

/// Puts the name of the chart where a starter left a place for it.
fn rename(file: &mut File, name: &str) {
    // Text that is not UTF-8 has no placeholder that could be replaced without harm.
    if let Some(text) = file.data.to_str()
        && text.contains(NAME_PLACEHOLDER)
    {
        file.data = text.replace(NAME_PLACEHOLDER, name).into();
    }
}

/// Writes a chart as files below `parent`; dependencies become archives.
fn save_folder(
    chart: &mut Chart,
    parent: &Path,
    request: &CreateRequest,
) -> Result<PathBuf, StoreError> {
    let name = chart.name().to_owned();
    if name.is_empty() || name.contains('/') {
        return Err(PackError::InvalidName(name).into());
    }
    let folder = chart_folder(parent, &name)?;
    make_folder(&folder)?;
    write_below(
        &folder.join("Chart.yaml"),
        &packed_metadata(&chart.metadata)?,
    )?;
    for file in chart.raw.iter().filter(|file| file.name == "values.yaml") {
        write_below(&folder.join("values.yaml"), &file.data)?;
    }
    if let Some(schema) = &chart.schema {
        write_below(&folder.join("values.schema.json"), schema)?;
    }
    for file in chart.templates.iter().chain(&chart.files) {
        write_below(&join(&folder, Path::new(&file.name)), &file.data)?;
    }
    let charts = folder.join("charts");
    for dependency in &mut chart.dependencies {
        let path = format!("{name}/charts/{}", dependency.name());
        save_archive(dependency, &charts, request.now, request.dialect).map_err(|cause| {
            StoreError::SaveDependency {
                path,
                cause: Box::new(cause),
            }
        })?;
    }
    Ok(folder)
}

fn write_below(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    Ok(write_atomically(path, content)?)
}

use std::path::{Path, PathBuf};

use steersman_chart::Dependency;
use steersman_semver::{Constraint, Version};

use super::download::Downloads;
use super::origin::Origin;
use super::resolve::local_path;
use super::{DependencyError, DependencyRequest, DependencySources};
use crate::write::make_folder;
use crate::{PathError, Purpose, load_file, load_folder, save_archive};

/// A folder that is gone when this is.
struct TemporaryFolder(PathBuf);

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What is left behind does no harm, and there is nobody to tell.
        drop(fs_err::remove_dir_all(&self.0));
    }
}

/// Puts every dependency into `charts/` and removes archives that are none. Versions become those that were found.
pub(super) fn fetch(
    dependencies: &mut [Dependency],
    origins: &[Origin],
    request: &DependencyRequest,
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let charts = request.path.join("charts");
    match fs_err::metadata(&charts) {
        Ok(metadata) if !metadata.is_dir() => {
            return Err(DependencyError::ChartsNotAFolder(charts));
        }
        Ok(_) => {}
        Err(_) => make_folder(&charts)?,
    }
    let temporary = TemporaryFolder(
        request
            .path
            .join(format!("tmpcharts-{}", std::process::id())),
    );
    make_folder(&temporary.0)?;
    print(&format!("Saving {} charts", dependencies.len()));
    let mut downloads = Downloads::start(dependencies, origins, sources);
    let mut seen = Vec::new();
    for (at, (dependency, origin)) in dependencies.iter_mut().zip(origins).enumerate() {
        let fetched = match origin {
            Origin::Charts => {
                print(&format!(
                    "Dependency {} did not declare a repository. Assuming it exists in the charts directory",
                    dependency.name
                ));
                match check_local(dependency, &charts, request) {
                    // These end the command before it speaks of saving.
                    Err(
                        error @ (DependencyError::LocalChart(..)
                        | DependencyError::InvalidConstraint { .. }),
                    ) => return Err(error),
                    other => other,
                }
            }
            Origin::Folder => {
                if request.debug {
                    print(&format!(
                        "Archiving {} from repo {}",
                        dependency.name, dependency.repository
                    ));
                }
                pack(dependency, &temporary.0, request)
            }
            Origin::Registry | Origin::Repository(_) => {
                downloads.save(at, dependency, &mut seen, &temporary.0, print)
            }
        };
        if let Err(error) = fetched {
            print(&format!("Save error occurred:  {error}"));
            return Err(error);
        }
    }
    move_archives(dependencies, &temporary.0, &charts, request, print)
}

/// Checks the version of a chart that stands in `charts/` by itself.
fn check_local(
    dependency: &Dependency,
    charts: &Path,
    request: &DependencyRequest,
) -> Result<(), DependencyError> {
    let folder = charts.join(&dependency.name);
    let chart = load_folder(&folder, Purpose::Inspect, request.dialect, &request.limits)
        .map_err(|cause| DependencyError::LocalChart(folder, Box::new(cause)))?
        .chart;
    let version = &chart.metadata.version;
    if matches(dependency, version)? {
        return Ok(());
    }
    Err(DependencyError::LocalVersion(
        dependency.name.clone(),
        version.clone(),
        dependency.version.clone(),
    ))
}

/// Packs a chart from its folder.
fn pack(
    dependency: &mut Dependency,
    folder: &Path,
    request: &DependencyRequest,
) -> Result<(), DependencyError> {
    let source = local_path(&dependency.repository, &request.path)?;
    let mut chart = load_folder(&source, Purpose::Inspect, request.dialect, &request.limits)?.chart;
    if let Some(epoch) = request.epoch {
        chart.stamp(epoch);
    }
    if !matches(dependency, &chart.metadata.version)? {
        return Err(DependencyError::WrongVersion(dependency.name.clone()));
    }
    save_archive(&mut chart, folder, request.now, request.dialect)?;
    dependency.version = chart.metadata.version;
    Ok(())
}

fn matches(dependency: &Dependency, version: &str) -> Result<bool, DependencyError> {
    let constraint = Constraint::parse(&dependency.version).map_err(|cause| {
        DependencyError::InvalidConstraint {
            name: dependency.name.clone(),
            quoted: false,
            cause: cause.to_string(),
        }
    })?;
    Ok(Version::parse(version).is_ok_and(|version| constraint.matches(&version)))
}

/// Moves the new archives into place and removes the ones they replace.
fn move_archives(
    dependencies: &[Dependency],
    from: &Path,
    charts: &Path,
    request: &DependencyRequest,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let new = files(from)?;
    let old = files(charts)?;
    // What Helm says of files that stay behind has no line end.
    let mut line = String::new();
    for name in &new {
        let (source, target) = (from.join(name), charts.join(name));
        match load_file(&source, Purpose::Inspect, request.dialect, &request.limits) {
            Ok(_) => {
                fs_err::rename(&source, &target).map_err(PathError::from("rename", &source))?;
            }
            Err(error) => {
                let shown = source.display().to_string();
                let said = error.to_string();
                line.extend([
                    "Could not verify ",
                    &shown,
                    " for moving: ",
                    &said,
                    " (Skipping)",
                ]);
            }
        }
    }
    print(&(line + "Deleting outdated charts"));
    for name in old.iter().filter(|name| !new.contains(name)) {
        let path = charts.join(name);
        let shown = path.display();
        match load_file(&path, Purpose::Inspect, request.dialect, &request.limits) {
            Err(error) => print(&format!(
                "Could not verify {shown} for deletion: {error} (Skipping)"
            )),
            Ok(loaded) => {
                let is_local = |dependency: &Dependency| {
                    dependency.repository.is_empty() && dependency.name == loaded.chart.name()
                };
                if dependencies.iter().any(is_local) {
                    continue;
                }
                if let Err(error) = fs_err::remove_file(&path) {
                    let error = PathError::new("remove", &path, error);
                    print(&format!("Could not delete {shown}: {error} (Skipping)"));
                }
            }
        }
    }
    Ok(())
}

/// The names of the files in a folder, sorted.
fn files(folder: &Path) -> Result<Vec<std::ffi::OsString>, DependencyError> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder).map_err(PathError::from("open", folder))? {
        let entry = entry.map_err(PathError::from("open", folder))?;
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.push(entry.file_name());
        }
    }
    names.sort();
    Ok(names)
}

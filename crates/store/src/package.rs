use std::path::{Path, PathBuf};

use steersman_chart::archive::Limits;
use steersman_chart::pack::{PackError, archive_name, pack_archive};
use steersman_chart::{Chart, Modified, Notice};
use steersman_names::HelmDialect;
use steersman_semver::Version;

use crate::clean::{absolute, join};
use crate::write::make_folder;
use crate::{PathError, Purpose, StoreError, load_folder, write_atomically};

/// What to pack, and how.
#[derive(Clone, Debug)]
pub struct PackageRequest {
    /// The folder of the chart.
    pub path: PathBuf,
    /// The version to give it, when not its own.
    pub version: Option<String>,
    /// The version of the application to give it, when not its own.
    pub app_version: Option<String>,
    /// The folder to write the archive to.
    pub destination: PathBuf,
    /// The time to give to every file, for archives that can be reproduced.
    pub epoch: Option<Modified>,
    /// The time for files that have none.
    pub now: Modified,
    /// Which Helm to follow.
    pub dialect: HelmDialect,
    /// What the chart may cost.
    pub limits: Limits,
}

/// A chart was packed.
#[derive(Clone, Debug)]
pub struct Packaged {
    /// The archive.
    pub path: PathBuf,
    /// What to tell the user.
    pub notices: Vec<Notice>,
}

/// Packs the chart in a folder.
///
/// # Errors
/// [`StoreError`]
pub fn package(request: &PackageRequest) -> Result<Packaged, StoreError> {
    let mut loaded = load_folder(
        &request.path,
        Purpose::Install,
        request.dialect,
        &request.limits,
    )?;
    let chart = &mut loaded.chart;
    if let Some(version) = &request.version {
        chart.metadata.version.clone_from(version);
    }
    Version::parse(&chart.metadata.version)
        .map_err(|error| StoreError::Version(error.to_string()))?;
    if let Some(version) = &request.app_version {
        chart.metadata.app_version.clone_from(version);
    }
    if let Some(epoch) = request.epoch {
        chart.stamp(epoch);
    }
    let missing: Vec<_> = chart
        .missing_dependencies()
        .into_iter()
        .map(str::to_owned)
        .collect();
    if !missing.is_empty() {
        return Err(StoreError::Pack(PackError::MissingDependencies(missing)));
    }
    let destination = if request.destination == Path::new(".") {
        absolute(Path::new("."))?
    } else {
        request.destination.clone()
    };
    let path = save_archive(chart, &destination, request.now, request.dialect)
        .map_err(|cause| StoreError::Save(Box::new(cause)))?;
    Ok(Packaged {
        path,
        notices: loaded.notices,
    })
}

/// Packs a chart into a folder, which is made when it is not there, and returns the path of the archive.
///
/// # Errors
/// [`StoreError`]; no archive is written then.
pub fn save_archive(
    chart: &mut Chart,
    folder: &Path,
    now: Modified,
    dialect: HelmDialect,
) -> Result<PathBuf, StoreError> {
    let bytes = pack_archive(chart, now, dialect)?;
    let path = join(folder, Path::new(&archive_name(&chart.metadata)));
    let folder = path.parent().unwrap_or(folder);
    match fs_err::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(StoreError::NotAFolder(folder.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make_folder(folder)?,
        Err(cause) => return Err(PathError::new("stat", folder, cause).into()),
    }
    write_atomically(&path, &bytes)?;
    Ok(path)
}

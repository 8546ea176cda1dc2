use std::path::Path;

use steersman_chart::archive::{Limits, read_archive};
use steersman_chart::{LoadError, Loaded, Origin, check_api_version, load_files};
use steersman_names::HelmDialect;

use crate::clean::absolute;
use crate::folder::read_folder;
use crate::regular::read_regular;
use crate::sniff::{self, WINDOW};
use crate::{PathError, StoreError};

/// Whether a chart has to be one that can be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The chart is rendered or packed. Helm 4 looks at its `apiVersion` before anything else, and does not say what
    /// is wrong with an archive.
    Install,
    /// The chart is shown, checked, or a dependency.
    Inspect,
}

/// Loads the chart at `path`, a folder or an archive, as one that can be installed.
///
/// # Errors
/// [`StoreError`]
pub fn load_chart(
    path: &Path,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    load(path, Purpose::Install, dialect, limits)
}

/// Loads the chart at `path`, a folder or an archive.
///
/// # Errors
/// [`StoreError`]
pub fn load(
    path: &Path,
    purpose: Purpose,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    let metadata = fs_err::metadata(path).map_err(PathError::from("stat", path))?;
    if metadata.is_dir() {
        load_folder(path, purpose, dialect, limits)
    } else {
        load_file(path, purpose, dialect, limits)
    }
}

/// Loads the chart in the folder at `path`.
///
/// # Errors
/// [`StoreError`]
pub fn load_folder(
    path: &Path,
    purpose: Purpose,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    let folder = absolute(path)?;
    if checks(purpose, dialect) {
        let chart_yaml = folder.join("Chart.yaml");
        let text = read_regular(&chart_yaml)
            .map_err(|cause| StoreError::NoChart(PathError::new("open", &chart_yaml, cause)))?;
        check_api_version(&text.into())?;
    }
    let mut notices = Vec::new();
    let files = read_folder(&folder, limits, &mut notices)?;
    let mut loaded = load_files(files, Origin::Folder, dialect, limits)?;
    notices.append(&mut loaded.notices);
    loaded.notices = notices;
    Ok(loaded)
}

/// Loads the chart in the archive at `path`.
///
/// # Errors
/// [`StoreError`]
pub fn load_file(
    path: &Path,
    purpose: Purpose,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    load_archive(
        path,
        read_archive_file(path, limits)?,
        purpose,
        dialect,
        limits,
    )
}

/// Loads the archive that a file has, of which these are the bytes.
///
/// # Errors
/// Why it cannot be loaded.
pub fn load_archive(
    path: &Path,
    bytes: impl AsRef<[u8]>,
    purpose: Purpose,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    let checks = checks(purpose, dialect);
    let files = read_archive(bytes.as_ref(), limits).map_err(|cause| StoreError::Archive {
        path: path.to_owned(),
        cause,
        says_cause: !checks,
    })?;
    drop(bytes);
    if checks {
        let chart_yaml = files
            .iter()
            .find(|file| file.name == "Chart.yaml")
            .ok_or(LoadError::UnknownVersion)?;
        check_api_version(&chart_yaml.data)?;
    }
    Ok(load_files(files, Origin::Archive, dialect, limits)?)
}

fn checks(purpose: Purpose, dialect: HelmDialect) -> bool {
    purpose == Purpose::Install && dialect >= HelmDialect::V4_1
}

/// The bytes of an archive; a file that does not begin like one is refused before it is read.
///
/// # Errors
/// Why it cannot be read.
pub fn read_archive_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, StoreError> {
    use std::io::Read as _;
    let open = PathError::from("open", path);
    let metadata = fs_err::metadata(path).map_err(PathError::from("stat", path))?;
    if !metadata.is_file() {
        return Err(StoreError::Irregular(path.to_owned()));
    }
    let mut file = fs_err::File::open(path).map_err(open)?;
    let expected = usize::try_from(metadata.len().min(limits.stream)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(expected + 1);
    let read = PathError::from("read", path);
    file.by_ref()
        .take(WINDOW as u64)
        .read_to_end(&mut bytes)
        .map_err(read)?;
    if !bytes.starts_with(b"\x1F\x8B\x08") {
        let mut window = [0; WINDOW];
        window[..bytes.len()].copy_from_slice(&bytes);
        return Err(StoreError::NotAnArchive {
            path: path.to_owned(),
            content_type: sniff::content_type(&window),
        });
    }
    let rest = PathError::from("read", path);
    // Compressed data is not larger than what it inflates to by more than a little.
    file.take(limits.stream)
        .read_to_end(&mut bytes)
        .map_err(rest)?;
    Ok(bytes)
}

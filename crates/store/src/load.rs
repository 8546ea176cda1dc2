use std::path::Path;

use steersman_chart::archive::Limits;
use steersman_chart::{File, LoadError, Loaded, Notice, Origin, check_api_version, load_archive, load_files};
use steersman_names::HelmDialect;

use crate::clean::absolute;
use crate::folder::read_folder;
use crate::sniff::{self, WINDOW};
use crate::{PathError, StoreError};

/// Loads the chart at `path`, a folder or an archive.
///
/// # Errors
/// [`StoreError`]
pub fn load_chart(path: &Path, dialect: HelmDialect, limits: &Limits) -> Result<Loaded, StoreError> {
    let metadata = fs_err::metadata(path).map_err(PathError::from("stat", path))?;
    if metadata.is_dir() { load_folder(path, dialect, limits) } else { load_file(path, dialect, limits) }
}

/// As [`load_chart`], without a look at the API version before.
pub(crate) fn load_unchecked(path: &Path, dialect: HelmDialect, limits: &Limits) -> Result<Loaded, StoreError> {
    let metadata = fs_err::metadata(path).map_err(PathError::from("stat", path))?;
    if !metadata.is_dir() {
        return load_file(path, dialect, limits);
    }
    let mut notices = Vec::new();
    let files = read_folder(&absolute(path)?, limits, &mut notices)?;
    finish(files, notices, dialect, limits)
}

/// Loads the chart in the folder at `path`.
///
/// # Errors
/// [`StoreError`]
pub fn load_folder(path: &Path, dialect: HelmDialect, limits: &Limits) -> Result<Loaded, StoreError> {
    let folder = absolute(path)?;
    let mut notices = Vec::new();
    let files = if dialect >= HelmDialect::V4_1 {
        // Helm looks at this file before it asks which files count.
        let chart_yaml = folder.join("Chart.yaml");
        let text = fs_err::read(&chart_yaml)
            .map_err(|cause| StoreError::NoChart(PathError::new("open", &chart_yaml, cause)))?;
        let files = read_folder(&folder, limits, &mut notices);
        check_api_version(&text.into())?;
        files?
    } else {
        read_folder(&folder, limits, &mut notices)?
    };
    finish(files, notices, dialect, limits)
}

fn finish(
    files: Vec<File>,
    mut notices: Vec<Notice>,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, StoreError> {
    let mut loaded = load_files(files, Origin::Folder, dialect, limits)?;
    notices.append(&mut loaded.notices);
    loaded.notices = notices;
    Ok(loaded)
}

/// Loads the chart in the archive at `path`.
///
/// # Errors
/// [`StoreError`]
pub fn load_file(path: &Path, dialect: HelmDialect, limits: &Limits) -> Result<Loaded, StoreError> {
    let bytes = read_archive_file(path, limits)?;
    load_archive(&bytes, dialect, limits).map_err(|error| match error {
        LoadError::Archive(cause) => {
            StoreError::Archive { path: path.to_owned(), cause, says_cause: dialect < HelmDialect::V4_1 }
        }
        other => other.into(),
    })
}

/// The bytes of an archive; a file that does not begin like one is refused before it is read.
fn read_archive_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, StoreError> {
    use std::io::Read as _;
    let open = PathError::from("open", path);
    let mut file = fs_err::File::open(path).map_err(open)?;
    let metadata = file.metadata().map_err(PathError::from("stat", path))?;
    if !metadata.is_file() {
        return Err(StoreError::Irregular(path.to_owned()));
    }
    let expected = usize::try_from(metadata.len().min(limits.stream)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(expected + 1);
    let read = PathError::from("read", path);
    file.by_ref().take(WINDOW as u64).read_to_end(&mut bytes).map_err(read)?;
    if !bytes.starts_with(b"\x1F\x8B\x08") {
        let mut window = [0; WINDOW];
        window[..bytes.len()].copy_from_slice(&bytes);
        return Err(StoreError::NotAnArchive { path: path.to_owned(), content_type: sniff::content_type(&window) });
    }
    let rest = PathError::from("read", path);
    // Compressed data is not larger than what it inflates to by more than a little.
    file.take(limits.stream).read_to_end(&mut bytes).map_err(rest)?;
    Ok(bytes)
}

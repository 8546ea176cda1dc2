use std::path::{Path, PathBuf};

use steersman_chart::pack::{archive_name, pack_archive};
use steersman_chart::{Chart, Modified};
use steersman_names::HelmDialect;

use crate::clean::{absolute, join};
use crate::write::make_folder;
use crate::{PathError, StoreError, write_atomically};

/// Packs a chart into a folder, which is made when it is not there, and returns the path of the archive: a full one
/// when the folder is `.`, so that it can be told where the archive went.
///
/// # Errors
/// [`StoreError`]; no archive is written then.
pub fn save_archive(
    chart: &mut Chart,
    folder: &Path,
    now: Modified,
    dialect: HelmDialect,
) -> Result<PathBuf, StoreError> {
    let here = if folder == Path::new(".") {
        absolute(folder)?
    } else {
        folder.to_owned()
    };
    let folder = here.as_path();
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

use std::io::Write as _;
use std::path::Path;

use steersman_index::Repositories;
use steersman_store::PathError;

use crate::ConfigError;

/// Reads the file of configured repositories.
///
/// # Errors
/// [`ConfigError`], also when there is none.
pub fn load_repositories(path: &Path) -> Result<Repositories, ConfigError> {
    let text = fs_err::read(path)
        .map_err(|cause| ConfigError::Read(path.into(), PathError::new("open", path, cause)))?;
    Ok(Repositories::parse(&text)?)
}

/// Writes the file of configured repositories, for nobody but its owner to read: it holds passwords.
///
/// # Errors
/// [`ConfigError`]; the old file is still there then.
pub fn write_repositories(path: &Path, repositories: &Repositories) -> Result<(), ConfigError> {
    let text = repositories.to_yaml().map_err(ConfigError::Encode)?;
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs_err::create_dir_all(folder).map_err(PathError::from("mkdir", folder))?;
    }
    // A link stays a link.
    let target = fs_err::canonicalize(path).unwrap_or_else(|_| path.into());
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let temporary = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(&text)?;
        file.sync_data()
    });
    let placed = match written {
        Ok(()) => fs_err::rename(&temporary, &target),
        Err(error) => Err(error),
    };
    placed.map_err(|cause| {
        // The first error is the one that matters.
        drop(fs_err::remove_file(&temporary));
        PathError::new("open", path, cause).into()
    })
}

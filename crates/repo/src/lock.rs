use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use steersman_store::PathError;

use crate::ConfigError;

/// How long to wait for another program.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(100);

/// The lock of the file of configured repositories, the one Helm takes. It is released when this goes.
#[derive(Debug)]
pub struct ConfigLock(File);

impl ConfigLock {
    /// Waits for the lock of a file of configured repositories, and takes it.
    ///
    /// # Errors
    /// [`ConfigError::Locked`] when it is not free in 30 seconds.
    pub fn take(config: &Path) -> Result<Self, ConfigError> {
        let path = lock_path(config);
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            fs_err::create_dir_all(folder).map_err(PathError::from("mkdir", folder))?;
        }
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options
            .open(&path)
            .map_err(PathError::from("open", &path))?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if waited < PATIENCE => {
                    std::thread::sleep(STEP);
                    waited += STEP;
                }
                Err(TryLockError::WouldBlock) => return Err(ConfigError::Locked),
                // Some network file systems have no locks; Helm fails there, and so would everything else.
                Err(TryLockError::Error(cause)) => {
                    return Err(PathError::new("lock", path, cause).into());
                }
            }
        }
    }
}

impl Drop for ConfigLock {
    fn drop(&mut self) {
        // Closing the file releases it in any case.
        drop(self.0.unlock());
    }
}

/// The file that is locked: the configuration with `.lock` in place of its extension.
pub fn lock_path(config: &Path) -> PathBuf {
    let text = config.to_string_lossy();
    let name = text.rsplit('/').next().unwrap_or_default();
    match name.rfind('.') {
        Some(at) if at > 0 || text.len() > name.len() => {
            let kept = text.len() - (name.len() - at);
            PathBuf::from(format!("{}.lock", &text[..kept]))
        }
        _ => PathBuf::from(format!("{text}.lock")),
    }
}

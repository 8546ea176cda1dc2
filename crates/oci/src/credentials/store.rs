//! Which place credentials are kept in.

use std::path::PathBuf;

use super::file::ConfigFile;
use super::helper::Helper;
use crate::{Credentials, OciError};

/// Docker's own registry is known by this name.
const DOCKER: &str = "https://index.docker.io/v1/";

/// Where the files and helpers are.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Helm's file of credentials.
    pub config: PathBuf,
    /// Docker's, which is read where Helm's says nothing.
    pub docker_config: Option<PathBuf>,
    /// The folders programs are found in.
    pub path: Vec<PathBuf>,
}

/// The credentials of Helm and docker.
#[derive(Debug, Clone)]
pub struct CredentialStore {
    own: ConfigFile,
    docker: Option<ConfigFile>,
    /// The helper of this system, used when Helm's file says nothing about credentials.
    detected: String,
}

impl CredentialStore {
    /// Reads the files.
    ///
    /// # Errors
    /// [`OciError::CredentialFile`].
    pub fn load(surroundings: &Surroundings) -> Result<Self, OciError> {
        let own = ConfigFile::load(&surroundings.config)?;
        let docker = surroundings.docker_config.as_deref();
        let docker = docker.map(ConfigFile::load).transpose()?;
        let detected = if own.is_configured() {
            String::new()
        } else {
            detect_helper(&surroundings.path)
        };
        Ok(Self {
            own,
            docker,
            detected,
        })
    }

    /// The credentials for a registry; empty when there are none.
    ///
    /// # Errors
    /// [`OciError`]: a file is damaged, or a helper failed.
    pub fn get(&self, registry: &str) -> Result<Credentials, OciError> {
        let server = server_name(registry);
        let found = match self.helper(server) {
            Some(helper) => helper.get(server)?,
            None => self.own.get(server)?,
        };
        if !found.is_empty() {
            return Ok(found);
        }
        let Some(docker) = &self.docker else {
            return Ok(found);
        };
        match helper_of(docker, server, &self.detected) {
            Some(helper) => helper.get(server),
            None => docker.get(server),
        }
    }

    /// Keeps credentials for a registry in the helper that is configured or found, or else in Helm's file.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn put(&mut self, registry: &str, credentials: &Credentials) -> Result<(), OciError> {
        let server = server_name(registry);
        match self.helper(server) {
            Some(helper) => helper.put(server, credentials)?,
            None => return self.own.put(server, credentials),
        }
        if self.detected.is_empty() {
            return Ok(());
        }
        let detected = std::mem::take(&mut self.detected);
        self.own.set_store(&detected)
    }

    /// Forgets the credentials for a registry.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn delete(&mut self, registry: &str) -> Result<(), OciError> {
        let server = server_name(registry);
        match self.helper(server) {
            Some(helper) => helper.delete(server),
            None => self.own.delete(server),
        }
    }

    fn helper(&self, server: &str) -> Option<Helper<'_>> {
        helper_of(&self.own, server, &self.detected)
    }
}

/// The helper for a server: its own, the one for all, or the one that was found.
fn helper_of<'a>(file: &'a ConfigFile, server: &str, detected: &'a str) -> Option<Helper<'a>> {
    let own = file.helpers.get(server).map(String::as_str);
    let names = [own.unwrap_or_default(), &file.store, detected];
    let mut names = names.into_iter();
    names.find(|name| !name.is_empty()).map(Helper)
}

fn server_name(registry: &str) -> &str {
    match registry {
        "docker.io" | "registry-1.docker.io" => DOCKER,
        registry => registry,
    }
}

/// The helper that docker uses on this system, when it is there.
fn detect_helper(path: &[PathBuf]) -> String {
    let has = |program: &str| {
        let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        path.iter().any(|folder| folder.join(&name).is_file())
    };
    let name = match std::env::consts::OS {
        "windows" => "wincred",
        "macos" => "osxkeychain",
        _ if has("pass") => "pass",
        _ => "secretservice",
    };
    if has(&format!("docker-credential-{name}")) {
        name.into()
    } else {
        String::new()
    }
}

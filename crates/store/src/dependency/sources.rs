use std::fmt;

use steersman_chart::Dependency;

use super::DependencyError;

/// A repository that dependencies come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name its index is kept under.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The user configured it.
    pub is_configured: bool,
}

/// Whose indexes to bring up to date.
#[derive(Clone, Copy, Debug)]
pub enum Refresh<'s> {
    /// Those of all configured repositories.
    Configured,
    /// Those of these repositories, which nobody configured.
    Unmanaged(&'s [Source]),
}

/// Where the archive of a dependency is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its URL.
    pub url: String,
    /// Its SHA-256 as the index has it, or nothing.
    pub digest: String,
}

/// An archive that came from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name of its file.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its provenance file, when it was asked for.
    pub provenance: Option<Vec<u8>>,
    /// What there is to print about it: lines without the last line end, or nothing.
    pub messages: String,
}

/// Repositories and registries: what is behind a network.
///
/// Archives are asked for on several threads at once.
pub trait DependencySources: fmt::Debug + Sync {
    /// The configured repositories, in the order of the user.
    ///
    /// # Errors
    /// When the configuration cannot be read.
    fn configured(&self) -> Result<Vec<Source>, DependencyError>;

    /// Brings indexes up to date, and tells of each. What fails is told and no error.
    fn refresh(&self, what: Refresh<'_>, print: &mut dyn FnMut(&str));

    /// The newest version that a dependency may have; nothing when there is none. `source` is nothing for registries.
    ///
    /// # Errors
    /// [`DependencyError::Remote`]
    fn resolve(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
    ) -> Result<Option<String>, DependencyError>;

    /// Where the archive of a locked dependency is.
    ///
    /// # Errors
    /// [`DependencyError::Remote`]
    fn locate(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
    ) -> Result<Place, DependencyError>;

    /// Gets an archive.
    ///
    /// # Errors
    /// [`DependencyError::Download`]
    fn download(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
        place: &Place,
    ) -> Result<Download, DependencyError>;
}

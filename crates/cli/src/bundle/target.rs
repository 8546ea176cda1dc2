//! Where the charts of a bundle go.

use steersman_bundle::BundledChart;
use steersman_chart::Metadata;

use super::folder::Folder;
use super::registry::RegistryFolder;
use super::repository::Repository;
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;

/// A chart out of a bundle.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) chart: BundledChart,
    /// What its archive says.
    pub(crate) metadata: Metadata,
    /// The name of its archive's file.
    pub(crate) file_name: String,
}

/// What is read of a chart when it is put somewhere.
pub(crate) struct Place<'a> {
    pub(crate) archive: &'a [u8],
    pub(crate) provenance: Option<&'a [u8]>,
    pub(crate) config: &'a [u8],
    pub(crate) manifest: &'a [u8],
}

/// What a place has of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    Absent,
    /// The same one.
    Same,
    /// Another one under its name and version.
    Other,
}

/// A place for charts.
#[derive(Debug)]
pub(crate) enum Target {
    Folder(Folder),
    Repository(Box<Repository>),
    Registry(Box<RegistryFolder>),
}

impl Target {
    /// The place that flags and operands name: a folder, a repository, or a path in a registry.
    ///
    /// # Errors
    /// There is none or more than one, or it cannot be used.
    pub(crate) fn open(flags: &Flags, context: &Context<'_>) -> Result<Self, CliError> {
        let registry = flags.operands().get(1).map(String::as_str);
        let (folder, repository) = (flags.text("dir"), flags.text("repo"));
        match (folder, repository, registry) {
            (folder, "", None) if !folder.is_empty() => {
                Ok(Self::Folder(Folder::new(folder, flags)))
            }
            ("", repository, None) if !repository.is_empty() => {
                Repository::open(repository, flags, context)
                    .map(|repository| Self::Repository(Box::new(repository)))
            }
            ("", "", Some(reference)) => RegistryFolder::open(reference, flags, context)
                .map(|registry| Self::Registry(Box::new(registry))),
            ("", "", None) => Err(CliError::new("the bundle has to go somewhere")
                .hint("give --dir FOLDER, --repo URL, or oci://REGISTRY/PATH")),
            _ => Err(CliError::new(
                "--dir, --repo and oci://REGISTRY/PATH exclude each other",
            )),
        }
    }

    /// What the place has of a chart.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub(crate) fn state(&self, chart: &Unpacked) -> Result<State, CliError> {
        match self {
            Self::Folder(folder) => folder.state(chart),
            Self::Repository(repository) => Ok(repository.state(chart)),
            Self::Registry(registry) => registry.state(chart),
        }
    }

    /// Puts a chart there.
    ///
    /// # Errors
    /// When that is not possible.
    pub(crate) fn put(&self, chart: &Unpacked, place: &Place<'_>) -> Result<(), CliError> {
        match self {
            Self::Folder(folder) => folder.put(chart, place),
            Self::Repository(repository) => repository.put(chart, place),
            Self::Registry(registry) => registry.put(chart, place),
        }
    }

    /// Does what is left to do when all charts are there.
    ///
    /// # Errors
    /// When that is not possible.
    pub(crate) fn finish(&self, context: &Context<'_>) -> Result<(), CliError> {
        match self {
            Self::Folder(folder) => folder.finish(context),
            Self::Repository(_) | Self::Registry(_) => Ok(()),
        }
    }
}

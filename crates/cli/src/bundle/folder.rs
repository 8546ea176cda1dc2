//! Charts of a bundle in a folder with an index.

use std::path::PathBuf;

use steersman_index::read_index;
use steersman_names::Sha256;
use steersman_repo::generate_index;
use steersman_store::write_atomically;

use super::target::{Place, State, Unpacked};
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::time::now;

/// A folder that a web server may serve.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What URLs in the index begin with.
    url: String,
}

impl Folder {
    pub(super) fn new(path: &str, flags: &Flags) -> Self {
        Self {
            path: path.into(),
            url: flags.text("url").into(),
        }
    }

    pub(super) fn state(&self, chart: &Unpacked) -> Result<State, CliError> {
        match fs_err::read(self.path.join(&chart.file_name)) {
            Ok(bytes) if Sha256::of(&bytes).to_string() == chart.chart.archive.digest => {
                Ok(State::Same)
            }
            Ok(_) => Ok(State::Other),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::Absent),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn put(&self, chart: &Unpacked, place: &Place<'_>) -> Result<(), CliError> {
        fs_err::create_dir_all(&self.path)?;
        let path = self.path.join(&chart.file_name);
        // The provenance file first: an archive that can be found can then be verified.
        if let Some(provenance) = place.provenance {
            let path = self.path.join(format!("{}.prov", chart.file_name));
            write_atomically(&path, provenance).map_err(|error| CliError::from_error(&error))?;
        }
        write_atomically(&path, place.archive).map_err(|error| CliError::from_error(&error))
    }

    /// Writes the index: what is in the folder, and what another index there has besides.
    pub(super) fn finish(&self, context: &Context<'_>) -> Result<(), CliError> {
        let path = self.path.join("index.yaml");
        let mut index = generate_index(&self.path, &self.url, now(), context.dialect)
            .map_err(|error| CliError::from_error(&error))?;
        match fs_err::read(&path) {
            Ok(text) => {
                let old = read_index(&text).map_err(|error| {
                    CliError::new(format!("error loading {}: {error}", path.display()))
                })?;
                index.merge(old.index);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        index.sort();
        let text = index.to_yaml().map_err(CliError::new)?;
        write_atomically(&path, &text).map_err(|error| CliError::from_error(&error))
    }
}

//! Charts of a bundle in a repository over HTTP.

use steersman_repo::{Access, Getters, Upload, UploadTarget, load_repositories};

use super::target::{Place, State, Unpacked};
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::sources::{access, getters, places, with_hint};

/// A repository with `ChartMuseum`'s API.
#[derive(Debug)]
pub(crate) struct Repository {
    target: UploadTarget,
    getters: Getters,
    overwrite: bool,
}

impl Repository {
    /// Opens the repository at a URL, or the configured one of this name.
    pub(super) fn open(
        wanted: &str,
        flags: &Flags,
        context: &Context<'_>,
    ) -> Result<Self, CliError> {
        let configured = load_repositories(&places(context.settings).config).unwrap_or_default();
        let plain = |url: &str| url.trim_end_matches('/').to_owned();
        let known = configured
            .repositories
            .iter()
            .find(|known| known.name == wanted || plain(&known.url) == plain(wanted));
        let given = access(flags);
        let access = match known {
            Some(known) => {
                let mut access = Access::of(known);
                if !given.username.is_empty() {
                    access.username = given.username;
                    access.password = given.password;
                }
                access
            }
            None if !wanted.contains("://") => {
                return Err(CliError::new(format!("repo {wanted} not found")).hint(
                    "`repo list` shows the repositories there are; a URL can be given as well",
                ));
            }
            None => given,
        };
        let getters = getters(context);
        let target = UploadTarget::open(&access, &getters)
            .map_err(|error| with_hint(&error, error.hint()))?;
        Ok(Self {
            target,
            getters,
            overwrite: flags.switch("force"),
        })
    }

    pub(super) fn state(&self, chart: &Unpacked) -> State {
        let versions = self.target.index.entries.get(&chart.metadata.name);
        let found = versions
            .into_iter()
            .flatten()
            .find(|version| version.metadata.version == chart.metadata.version);
        match found {
            None => State::Absent,
            Some(found)
                if chart.chart.archive.digest.ends_with(&found.digest)
                    && !found.digest.is_empty() =>
            {
                State::Same
            }
            Some(_) => State::Other,
        }
    }

    pub(super) fn put(&self, chart: &Unpacked, place: &Place<'_>) -> Result<(), CliError> {
        let upload = Upload {
            file_name: &chart.file_name,
            archive: place.archive,
            provenance: place.provenance,
            overwrite: self.overwrite,
        };
        self.target
            .upload(&upload, &self.getters)
            .map_err(|error| with_hint(&error, error.hint.as_ref()))
    }
}

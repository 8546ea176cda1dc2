//! Getting the archives of dependencies, and checking them against their provenance files.

use steersman_chart::Dependency;
use steersman_names::Sha256;
use steersman_repo::{Kind, Resolved, archive_name, fetch_chart, parse_digest};
use steersman_store::{DependencyError, Download, Place, Source};

use crate::dependency_sources::RemoteSources;
use crate::dependency_twins::Taken;
use crate::provenance::{Candidate, verify_candidate};
use crate::registry::{RegistryRequest, fetch_from_registry};
use crate::remote::fetch_provenance;

/// Which dependencies have to be what their provenance files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verify {
    /// None.
    Never,
    /// Those that have such a file; the keyring.
    IfPossible(String),
    /// All of them; the keyring.
    Always(String),
}

/// An archive with the provenance file that was asked for, or why there is none.
struct Arrived {
    name: String,
    bytes: Vec<u8>,
    provenance: Option<Result<Vec<u8>, String>>,
    messages: String,
}

impl RemoteSources {
    /// Gets an archive and checks it, when it is to be checked.
    pub(crate) fn fetch(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
        place: &Place,
    ) -> Result<Download, DependencyError> {
        // Helm names charts in registries without their version here.
        let url = match source {
            Some(_) => place.url.clone(),
            None => format!("{}/{}", dependency.repository, dependency.name),
        };
        let failed = |message: String, hint| DependencyError::Download {
            url: url.clone(),
            message,
            hint,
        };
        let arrived = match source {
            Some(source) => self.get_from_repository(source, place),
            None => self.get_from_registry(dependency, &url),
        };
        let mut arrived = arrived.map_err(|(message, hint)| failed(message, hint))?;
        let mut lines = arrived.messages.trim_end_matches('\n').to_owned();
        self.note_said(&lines);
        let provenance = self
            .check(&arrived, &place.url)
            .map_err(|message| failed(message, None))?;
        if let Some(Err(error)) = &arrived.provenance {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.extend(["WARNING: Verification not found for ", &url, ": ", error]);
        }
        self.note(Taken {
            name: dependency.name.clone(),
            version: dependency.version.clone(),
            repository: dependency.repository.clone(),
            source: source.map(|source| source.name.clone()),
            digest: Sha256::of(&arrived.bytes),
        });
        Ok(Download {
            name: std::mem::take(&mut arrived.name),
            bytes: std::mem::take(&mut arrived.bytes),
            provenance,
            messages: lines,
        })
    }

    fn get_from_registry(
        &self,
        dependency: &Dependency,
        reference: &str,
    ) -> Result<Arrived, (String, Option<String>)> {
        let registry = self
            .registry
            .as_ref()
            .map_err(|error| (error.clone(), None))?;
        let request = RegistryRequest {
            reference,
            version: &dependency.version,
            provenance: self.verify != Verify::Never,
            keys: self.keys.as_ref(),
        };
        let chart = fetch_from_registry(&request, registry)
            .map_err(|error| (error.message, error.hints.into_iter().next()))?;
        Ok(Arrived {
            name: chart.file_name,
            bytes: chart.archive,
            provenance: chart
                .provenance
                .map(|found| found.map_err(|error| error.to_string())),
            messages: chart.messages,
        })
    }

    fn get_from_repository(
        &self,
        source: &Source,
        place: &Place,
    ) -> Result<Arrived, (String, Option<String>)> {
        if self.keys.is_some() {
            let message = "--verify-key checks charts in registries, and this one is not in one";
            return Err((message.into(), None));
        }
        let digest = parse_digest(&place.digest).map_err(|error| (error.to_string(), None))?;
        let kept = |kind| {
            let found = digest.and_then(|digest| self.content.get(&digest, kind));
            found.map(|(_, bytes)| bytes)
        };
        let resolved = Resolved {
            url: place.url.clone(),
            digest: place.digest.clone(),
            access: self.access(source),
            selection: None,
        };
        let bytes = match kept(Kind::Chart) {
            Some(bytes) => bytes,
            None => fetch_chart(&resolved, &self.getters)
                .map_err(|error| (error.message, error.hint))?,
        };
        let provenance = (self.verify != Verify::Never).then(|| match kept(Kind::Provenance) {
            Some(bytes) => Ok(bytes),
            None => fetch_provenance(&resolved, &self.getters).map_err(|error| error.message),
        });
        Ok(Arrived {
            name: archive_name(&place.url),
            bytes,
            provenance,
            messages: String::new(),
        })
    }

    /// The provenance file, when there is one that holds; nothing when there is none and none is needed.
    fn check(&self, arrived: &Arrived, url: &str) -> Result<Option<Vec<u8>>, String> {
        let (keyring, needed) = match &self.verify {
            Verify::Never => return Ok(None),
            Verify::IfPossible(keyring) => (keyring, false),
            Verify::Always(keyring) => (keyring, true),
        };
        let provenance = match &arrived.provenance {
            Some(Ok(provenance)) => provenance,
            Some(Err(_)) if needed => {
                return Err(format!("failed to fetch provenance \"{url}.prov\""));
            }
            _ => return Ok(None),
        };
        verify_candidate(&Candidate {
            archive: &arrived.bytes,
            provenance,
            file_name: &arrived.name,
            keyring,
        })
        .map_err(|error| error.message)?;
        Ok(Some(provenance.clone()))
    }
}

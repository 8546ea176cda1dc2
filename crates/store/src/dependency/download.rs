use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use steersman_chart::Dependency;

use super::origin::Origin;
use super::{DependencyError, DependencySources, Download, Place};
use crate::write_atomically;

/// How many archives are downloaded at once.
const AT_ONCE: usize = 8;

type Outcome = Result<(Place, Option<Download>), DependencyError>;

/// The archives of dependencies that come from elsewhere, in the order of the dependencies.
pub(super) struct Downloads(Vec<Option<Outcome>>);

impl Downloads {
    /// Gets all archives that are needed, several at once, each once. Nothing is asked for after the first dependency
    /// that cannot be found.
    pub(super) fn start(
        dependencies: &[Dependency],
        origins: &[Origin],
        sources: &dyn DependencySources,
    ) -> Self {
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(dependencies.len());
        let mut jobs: Vec<(usize, Place)> = Vec::new();
        for (at, (dependency, origin)) in dependencies.iter().zip(origins).enumerate() {
            if matches!(origin, Origin::Charts | Origin::Folder) {
                outcomes.push(None);
                continue;
            }
            match sources.locate(dependency, origin.source()) {
                Ok(place) => {
                    if !jobs.iter().any(|(_, known)| known.url == place.url) {
                        jobs.push((at, place.clone()));
                    }
                    outcomes.push(Some(Ok((place, None))));
                }
                Err(error) => {
                    outcomes.push(Some(Err(error)));
                    break;
                }
            }
        }
        let done = Mutex::new(Vec::with_capacity(jobs.len()));
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some((at, place)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let source = origins[*at].source();
                let download = sources.download(&dependencies[*at], source, place);
                if let Ok(mut done) = done.lock() {
                    done.push((*at, place.clone(), download));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE.min(jobs.len()) {
                scope.spawn(work);
            }
        });
        for (at, place, download) in done.into_inner().unwrap_or_default() {
            outcomes[at] = Some(download.map(|download| (place, Some(download))));
        }
        Self(outcomes)
    }

    /// Writes the archive of a dependency into a folder; `seen` are the URLs of those that are there.
    pub(super) fn save(
        &mut self,
        at: usize,
        dependency: &Dependency,
        seen: &mut Vec<String>,
        folder: &Path,
        print: &mut dyn FnMut(&str),
    ) -> Result<(), DependencyError> {
        let (name, repository) = (&dependency.name, &dependency.repository);
        let Some(outcome) = self.0.get_mut(at).and_then(Option::take) else {
            return Ok(());
        };
        let (place, download) = match outcome {
            Ok(found) => found,
            Err(error) => {
                if matches!(error, DependencyError::Download { .. }) {
                    print(&format!("Downloading {name} from repo {repository}"));
                }
                return Err(error);
            }
        };
        if seen.contains(&place.url) {
            print(&format!("Already downloaded {name} from repo {repository}"));
            return Ok(());
        }
        print(&format!("Downloading {name} from repo {repository}"));
        if let Some(download) = download {
            if !download.messages.is_empty() {
                print(&download.messages);
            }
            write_atomically(&folder.join(&download.name), &download.bytes)?;
            if let Some(provenance) = download.provenance {
                let name = format!("{}.prov", download.name);
                write_atomically(&folder.join(name), &provenance)?;
            }
        }
        seen.push(place.url);
        Ok(())
    }
}

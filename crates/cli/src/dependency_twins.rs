//! Dependencies that other repositories have as well, and differently: somebody may have put a chart there to be taken
//! for another one.

use steersman_diag::Diagnostic;
use steersman_index::find_equal;
use steersman_names::Sha256;
use steersman_repo::{load_catalog, parse_digest};

use crate::context::Context;
use crate::dependency_sources::RemoteSources;
use crate::report::show_diagnostics;
use crate::settings::DiagnosticsMode;

/// A dependency that was taken from somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Where it was taken from.
    pub(crate) repository: String,
    /// The name of the repository, or nothing for registries.
    pub(crate) source: Option<String>,
    pub(crate) digest: Sha256,
}

/// Something that may be wrong: what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Doubt {
    message: String,
    hint: String,
}

impl RemoteSources {
    /// What is doubtful about the dependencies that were taken.
    pub(crate) fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for taken in self.taken() {
            doubts.extend(self.namesakes(&taken));
            for known in &self.repositories.repositories {
                if plain(&known.url) == plain(&taken.repository) {
                    continue;
                }
                let Some(other) = self.digest_in(&known.name, &taken) else {
                    continue;
                };
                if other == taken.digest {
                    continue;
                }
                let Taken {
                    name,
                    version,
                    repository,
                    ..
                } = &taken;
                doubts.push(Doubt {
                    message: format!(
                        "{name} {version} was taken from {repository}; the repository {:?} has another chart under \
                         this name and version",
                        known.name
                    ),
                    hint: format!(
                        "the one that was taken is {}, the other one is {other}: make sure that the dependency names \
                         the repository you mean",
                        taken.digest
                    ),
                });
            }
        }
        doubts.sort();
        doubts.dedup();
        doubts
    }

    /// Repositories that have the name of the one that a dependency was taken from.
    fn namesakes(&self, taken: &Taken) -> Option<Doubt> {
        let name = taken.source.as_ref()?;
        let all = &self.repositories.repositories;
        let other = all
            .iter()
            .find(|known| known.name == *name && plain(&known.url) != plain(&taken.repository))?;
        all.iter()
            .any(|known| known.name == *name && plain(&known.url) == plain(&taken.repository))
            .then(|| Doubt {
                message: format!(
                    "two repositories are called {name:?}: {} {} was taken from {}, and not from {}",
                    taken.name, taken.version, taken.repository, other.url
                ),
                hint: "give each repository a name of its own in repositories.yaml".into(),
            })
    }

    /// The digest that a configured repository says a chart has.
    fn digest_in(&self, repository: &str, taken: &Taken) -> Option<Sha256> {
        let read = load_catalog(repository, &self.places).ok()?;
        let chart = read.catalog.chart(&taken.name)?;
        let entry = find_equal(chart.entries(), &taken.version)?;
        parse_digest(entry.digest()).ok().flatten()
    }
}

fn plain(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// Says on standard error what is doubtful, whatever the user wants to see of errors.
pub(crate) fn tell_doubts(doubts: &[Doubt], context: &mut Context<'_>) {
    if context.settings.diagnostics == DiagnosticsMode::Json {
        let findings: Vec<_> = doubts
            .iter()
            .map(|doubt| Diagnostic::warning(doubt.message.as_str()).hint(doubt.hint.as_str()))
            .collect();
        show_diagnostics(&findings, context);
        return;
    }
    for Doubt { message, hint } in doubts {
        context
            .printer
            .talk(&format!("warning: {message}\nhint: {hint}\n"));
    }
}

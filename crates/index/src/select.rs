use steersman_semver::{Constraint, Version};

use crate::{Catalog, Entry};

/// No version of a chart can be selected. The messages are Helm's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// There is no such chart.
    #[error("no chart name found")]
    NoChart,
    /// The chart has no versions.
    #[error("no chart version found")]
    NoVersions,
    /// What is wanted is neither a version nor a range.
    #[error("{0}")]
    Constraint(String),
    /// No version is as wanted.
    #[error("no chart version found for {name}-{version}")]
    NoMatch {
        /// The chart.
        name: String,
        /// What was wanted.
        version: String,
    },
}

/// A version that was selected.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'c> {
    /// The version.
    pub entry: Entry<'c>,
    /// An exact version was wanted, and this is another one.
    pub is_fallback: bool,
    /// It is the newest of a range.
    pub is_of_range: bool,
}

impl Catalog {
    /// Selects a version of a chart: the one that is written as wanted, or else the newest that the wanted range
    /// holds. Nothing wanted is the newest that is no pre-release.
    ///
    /// # Errors
    /// [`SelectError`]
    pub fn select(&self, name: &str, wanted: &str) -> Result<Selected<'_>, SelectError> {
        let chart = self.chart(name).ok_or(SelectError::NoChart)?;
        if chart.is_empty() {
            return Err(SelectError::NoVersions);
        }
        let constraint = if wanted.is_empty() { "*" } else { wanted };
        let constraint = Constraint::parse(constraint)
            .map_err(|error| SelectError::Constraint(error.to_string()))?;
        let exact = chart
            .entries()
            .find(|entry| !wanted.is_empty() && entry.version() == wanted);
        if let Some(entry) = exact {
            return Ok(Selected {
                entry,
                is_fallback: false,
                is_of_range: false,
            });
        }
        let fits = |entry: &Entry<'_>| {
            Version::parse(entry.version()).is_ok_and(|version| constraint.matches(&version))
        };
        match chart.entries().find(fits) {
            Some(entry) => Ok(Selected {
                entry,
                is_fallback: !wanted.is_empty() && !is_range(wanted),
                is_of_range: !wanted.is_empty() && is_range(wanted),
            }),
            None => Err(SelectError::NoMatch {
                name: name.into(),
                version: wanted.into(),
            }),
        }
    }
}

/// Whether a text is a range of versions rather than one.
pub fn is_range(text: &str) -> bool {
    if text.contains(['^', '~', '<', '>', '=', '!', '*'])
        || text.contains("||")
        || text.contains(" - ")
    {
        return true;
    }
    let core = text.split(['-', '+']).next().unwrap_or_default();
    core.contains(['x', 'X'])
}

/// The first version with a URL that equals `wanted`, or the first with a URL when nothing is wanted.
pub fn find_equal<'c>(entries: impl Iterator<Item = Entry<'c>>, wanted: &str) -> Option<Entry<'c>> {
    let wanted_version = Version::parse(wanted).ok();
    let equals = |text: &str| match &wanted_version {
        None => text == wanted,
        Some(wanted) => Version::parse(text).is_ok_and(|version| version == *wanted),
    };
    let mut entries = entries.filter(|entry| entry.url().is_some());
    entries.find(|entry| wanted.is_empty() || equals(entry.version()))
}

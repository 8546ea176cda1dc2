use std::cmp::Ordering;
use std::rc::Rc;

use steersman_semver::{Constraint, Version};

use crate::{Catalog, Entry};

/// What to look for.
pub enum Term<'t> {
    /// Everything.
    All,
    /// A text, whatever its case.
    Literal(String),
    /// Where something matches in a text.
    Pattern(&'t dyn Fn(&str) -> Option<usize>),
}

impl std::fmt::Debug for Term<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::All => "All",
            Self::Literal(_) => "Literal",
            Self::Pattern(_) => "Pattern",
        })
    }
}

/// A version that was found. What versions have in common they share, so that many of them need little memory, and
/// catalogs can go once they were searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// `repository/chart`.
    pub name: Rc<str>,
    /// The version.
    pub version: Box<str>,
    /// The version of what is packed.
    pub app_version: Rc<str>,
    /// What the chart is for.
    pub description: Rc<str>,
    score: usize,
}

/// A search through catalogs.
#[derive(Debug)]
pub struct Search<'t> {
    term: Term<'t>,
    constraint: Constraint,
    every: bool,
}

impl<'t> Search<'t> {
    /// Looks for a term among the versions that a range holds; `every` keeps them all, not only the newest of each
    /// chart.
    pub fn new(term: Term<'t>, constraint: Constraint, every: bool) -> Self {
        let term = match term {
            Term::Literal(text) => Term::Literal(text.to_lowercase()),
            other => other,
        };
        Self {
            term,
            constraint,
            every,
        }
    }

    /// Adds what a repository has to what was found.
    pub fn add(&self, repository: &str, catalog: &Catalog, found: &mut Vec<Found>) {
        // Most versions of a chart say the same about it.
        let mut scores: Vec<Option<Option<usize>>> = vec![None; catalog.text_count() + 1];
        for chart in catalog.charts() {
            let name = path_join(repository, chart.name());
            let name: Rc<str> = shown_name(&name).into();
            let mut best: Option<(usize, Entry<'_>)> = None;
            let mut entries = chart.entries().peekable();
            while let Some(entry) = entries.next() {
                // Of equal versions the last one counts.
                if entries
                    .peek()
                    .is_some_and(|next| next.version() == entry.version())
                {
                    continue;
                }
                let at = entry.text_number().min(catalog.text_count());
                let known = scores.get(at).copied().flatten();
                let score = known.unwrap_or_else(|| self.score(repository, entry));
                scores[at] = Some(score);
                let Some(score) = score else { continue };
                // Sorted by score before the newest is taken: a worse match of a newer version does not hide it.
                if !self.every && best.is_some_and(|(best, _)| best <= score) {
                    continue;
                }
                let version = Version::parse(entry.version());
                if !version.is_ok_and(|version| self.constraint.matches(&version)) {
                    continue;
                }
                if self.every {
                    found.push(Found::new(&name, score, entry, found.last()));
                } else {
                    best = Some((score, entry));
                }
            }
            found.extend(best.map(|(score, entry)| Found::new(&name, score, entry, None)));
        }
    }

    /// In which of its texts a version matches, when it does.
    fn score(&self, repository: &str, entry: Entry<'_>) -> Option<usize> {
        const SEPARATOR: char = '\u{b}';
        let (name, description, keywords) = entry.texts();
        let line = || {
            [
                name,
                "\u{b}",
                repository,
                "/",
                name,
                "\u{b}",
                description,
                "\u{b}",
                keywords,
            ]
            .concat()
        };
        let (line, at) = match &self.term {
            Term::All => return Some(0),
            Term::Literal(text) => {
                let line = line().to_lowercase();
                let at = line.find(text.as_str())?;
                (line, at)
            }
            Term::Pattern(find) => {
                let line = line();
                let at = find(&line)?;
                (line, at)
            }
        };
        let mut separators = line.match_indices(SEPARATOR).map(|(place, _)| place);
        let count = line.matches(SEPARATOR).count();
        Some(separators.position(|place| at <= place).unwrap_or(count))
    }
}

/// The best matches first, then names in their order, then newer versions.
fn order(left: &Found, right: &Found) -> Ordering {
    left.score
        .cmp(&right.score)
        .then_with(|| left.name.cmp(&right.name))
        .then_with(|| {
            let version = |found: &Found| Version::parse(&found.version).ok();
            version(right).cmp(&version(left))
        })
}

impl Found {
    /// `last` may have the same texts.
    fn new(name: &Rc<str>, score: usize, entry: Entry<'_>, last: Option<&Self>) -> Self {
        let shared = |text: &str, known: Option<&Rc<str>>| match known {
            Some(known) if **known == *text => Rc::clone(known),
            _ => text.into(),
        };
        Self {
            name: Rc::clone(name),
            version: entry.version().into(),
            app_version: shared(entry.app_version(), last.map(|last| &last.app_version)),
            description: shared(entry.description(), last.map(|last| &last.description)),
            score,
        }
    }

    /// Puts what was found in its order.
    pub fn sort(found: &mut [Self]) {
        found.sort_by(order);
    }
}

/// Helm cuts names at the sign that it puts before versions.
fn shown_name(name: &str) -> &str {
    name.split("$$").next().unwrap_or_default()
}

/// Two parts of a path joined and cleaned, as Go's `path.Join` does it.
fn path_join(left: &str, right: &str) -> String {
    let is_plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('/');
    if is_plain(left) && is_plain(right) {
        return format!("{left}/{right}");
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in left.split('/').chain(right.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

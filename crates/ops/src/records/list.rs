use std::cmp::Reverse;
use std::collections::HashMap;

use steersman_funcs::Pattern;
use steersman_plan::LabelSelector;
use steersman_release::{Query, Status, Summary};

use super::{ReadError, Source};

/// Which releases to list, and how.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// A regular expression that names have to match anywhere; empty for all.
    pub filter: String,
    /// A selector of labels; empty for all.
    pub selector: String,
    /// In which states.
    pub states: States,
    /// In which order.
    pub order: Order,
    /// How many of them to leave out at the begin.
    pub offset: usize,
    /// How many of them at most; all when it is 0.
    pub max: usize,
}

/// The states of the releases to list; all of them when none is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line and independent of the others"
)]
#[expect(missing_docs, reason = "every field is the state of the same name")]
pub struct States {
    pub deployed: bool,
    pub uninstalled: bool,
    pub uninstalling: bool,
    pub pending: bool,
    pub failed: bool,
    pub superseded: bool,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By name, the last first.
    NameReversed,
    /// By the second of the last deployment.
    Date,
    /// By the second of the last deployment, the last first.
    DateReversed,
}

impl States {
    fn includes(self, status: Status) -> bool {
        let any = self == Self::default();
        match status {
            // No choice of states includes it.
            Status::Unknown => false,
            Status::Deployed => any || self.deployed,
            Status::Uninstalled => any || self.uninstalled,
            Status::Uninstalling => any || self.uninstalling,
            Status::Superseded => any || self.superseded,
            Status::Failed => any || self.failed,
            Status::PendingInstall | Status::PendingUpgrade | Status::PendingRollback => {
                any || self.pending
            }
        }
    }

    /// Whether every revision counts, not only the newest of each release: a superseded one is never the newest.
    fn wants_every_revision(self) -> bool {
        let only_superseded = Self {
            superseded: true,
            ..Self::default()
        };
        self == only_superseded
    }
}

/// Lists releases: the newest revision of each that is in one of the states.
///
/// # Errors
/// [`ReadError`]
pub fn list(source: &Source<'_>, request: &ListRequest) -> Result<Vec<Summary>, ReadError> {
    let filter = match request.filter.as_str() {
        "" => None,
        pattern => match Pattern::new(pattern) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                source.check_reachable()?;
                return Err(ReadError::Filter(error));
            }
        },
    };
    let mut found = source
        .releases
        .summaries(&Query::default())
        .map_err(|error| source.explain(error))?;
    if let Some(filter) = &filter {
        found.retain(|summary| filter.is_match(&summary.name));
    }
    if found.is_empty() {
        return Ok(found);
    }
    let selector: LabelSelector = request.selector.parse()?;
    let total = found.len();
    if !request.states.wants_every_revision() {
        found = newest(found);
    }
    found.retain(|summary| {
        request.states.includes(summary.status) && selector.matches(&summary.labels)
    });
    sort(&mut found, request.order);
    let max = match request.max {
        0 => total,
        max => max,
    };
    Ok(found.into_iter().skip(request.offset).take(max).collect())
}

/// The newest revision of each release.
fn newest(all: Vec<Summary>) -> Vec<Summary> {
    let mut places: HashMap<(String, String), usize> = HashMap::with_capacity(all.len());
    let mut kept: Vec<Summary> = Vec::with_capacity(all.len());
    for summary in all {
        let key = (summary.namespace.clone(), summary.name.clone());
        match places.get(&key) {
            Some(place) if kept[*place].version > summary.version => {}
            Some(place) => kept[*place] = summary,
            None => {
                places.insert(key, kept.len());
                kept.push(summary);
            }
        }
    }
    kept
}

/// Helm leaves the order of equal ones to chance; the rest of the key makes it one order.
fn sort(summaries: &mut [Summary], order: Order) {
    let name = |summary: &Summary| {
        (
            summary.name.clone(),
            summary.namespace.clone(),
            summary.version,
        )
    };
    // What was never deployed comes first.
    let second = |summary: &Summary| {
        let time = summary.last_deployed;
        time.map_or(i64::MIN, |time| time.moment().as_second())
    };
    match order {
        Order::Name => summaries.sort_by_cached_key(name),
        Order::NameReversed => summaries.sort_by_cached_key(|s| Reverse(name(s))),
        Order::Date => summaries.sort_by_cached_key(|s| (second(s), name(s))),
        Order::DateReversed => summaries.sort_by_cached_key(|s| Reverse((second(s), name(s)))),
    }
}

use steersman_chart::values::{Contribution, ValuePath};
use steersman_render::{Read, Unused};
use steersman_value::Tree;

/// A value, its sources and its readers.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedValue {
    /// Where it stands.
    pub path: ValuePath,
    /// What templates see there; nothing when there is no such value.
    pub value: Option<Tree>,
    /// What each source says, the weakest first: the last one counts.
    pub contributions: Vec<Contribution>,
    /// The lines that read it.
    pub readers: Vec<Read>,
}

/// What `values explain` yields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExplainOutcome {
    /// The values asked for: the one at the path when it is no table, else those below it that somebody set.
    pub values: Vec<ExplainedValue>,
    /// Values of the user that no template read.
    pub unused: Vec<Unused>,
    /// A name like the one asked for, when there is no such value.
    pub nearest: Option<ValuePath>,
    /// Why the templates could not be run to their end: readers are missing then.
    pub render_failure: Option<String>,
}

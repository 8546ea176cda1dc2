use steersman_chart::{Chart, Notice};

use crate::{Evidence, WaitStep};

/// How important a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For finding mistakes.
    Debug,
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warn,
    /// Something failed.
    Error,
}

/// Something that happened on the way and is not part of the outcome.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The chart says that it should no longer be used.
    DeprecatedChart,
    /// Loading or merging values noticed something.
    Chart(&'a Notice),
    /// A document was dropped because its hook annotation (here in full) names an unknown event.
    SkippedHook(&'a str),
    /// The name of the release is refused; the text is the whole error.
    ReleaseNameRefused(&'a str),
    /// The values of a chart, the whole one or one in it, are held against its schema.
    ValuesChecked {
        /// The name of the chart.
        chart: &'a str,
        /// Whether it has a schema.
        has_schema: bool,
        /// How many charts are in it.
        dependencies: usize,
    },
    /// The dependencies of the chart could not be resolved; the text is the whole error.
    DependenciesFailed(&'a str),
    /// Anything else worth a line of the log.
    Log {
        /// How important it is.
        level: Level,
        /// What happened.
        message: &'a str,
        /// To what.
        fields: &'a [(&'static str, &'a str)],
    },
    /// Somebody asked for the operation to end; what it had begun is put right now.
    Cancelled,
    /// An object that is waited for stands otherwise than before.
    Waiting(&'a WaitStep<'a>),
    /// What was found about an object that did not become ready.
    Evidence(&'a Evidence),
}

/// Tells of every chart whose values are held against schemas, the outermost first.
pub(crate) fn tell_checked(chart: &Chart, observer: &dyn Observer) {
    observer.event(&Event::ValuesChecked {
        chart: chart.name(),
        has_schema: chart.schema.is_some(),
        dependencies: chart.dependencies.len(),
    });
    for dependency in &chart.dependencies {
        tell_checked(dependency, observer);
    }
}

/// Is told what happens while a verb runs.
pub trait Observer {
    /// Takes an event.
    fn event(&self, event: &Event<'_>);
}

/// An observer that does not listen.
impl Observer for () {
    fn event(&self, _event: &Event<'_>) {}
}

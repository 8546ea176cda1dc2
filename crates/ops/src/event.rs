use steersman_chart::Notice;

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
    /// The dependencies of the chart could not be resolved; the text is the whole error.
    DependenciesFailed(&'a str),
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

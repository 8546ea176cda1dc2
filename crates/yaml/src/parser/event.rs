use std::borrow::Cow;

use steersman_diag::Span;

/// Anchor and tag of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties<'t> {
    pub(crate) anchor: Option<&'t [u8]>,
    /// The tag with its handle expanded; `None` when there is none.
    pub(crate) tag: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventKind<'t> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(&'t [u8]),
    Scalar {
        properties: Option<Box<Properties<'t>>>,
        text: Cow<'t, [u8]>,
        /// Whether the text decides about the type: it is plain, or has the tag `!`.
        implicit: bool,
    },
    SequenceStart(Option<Box<Properties<'t>>>),
    SequenceEnd,
    MappingStart(Option<Box<Properties<'t>>>),
    MappingEnd,
}

#[derive(Clone, Debug)]
pub(crate) struct Event<'t> {
    pub(crate) kind: EventKind<'t>,
    /// Where it is, in the original text.
    pub(crate) span: Span,
    /// The line it begins on, from zero.
    pub(crate) line: u32,
}

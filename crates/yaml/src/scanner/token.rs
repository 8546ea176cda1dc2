use std::borrow::Cow;

/// A place in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The offset in bytes.
    pub(crate) offset: u32,
    /// The line, from zero.
    pub(crate) line: u32,
    /// The column in characters, from zero.
    pub(crate) column: u32,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    Block,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind<'t> {
    StreamStart,
    StreamEnd,
    Version {
        major: u8,
        minor: u8,
    },
    TagDirective {
        handle: &'t [u8],
        prefix: Cow<'t, [u8]>,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'t [u8]),
    Anchor(&'t [u8]),
    Tag {
        handle: &'t [u8],
        suffix: Cow<'t, [u8]>,
    },
    Scalar(Cow<'t, [u8]>, Style),
}

#[derive(Clone, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind<'t>,
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

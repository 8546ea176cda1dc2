//! The parts of a template.

/// A template.
#[derive(Debug, PartialEq)]
pub(crate) struct Template(pub(super) Vec<Part>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(String),
    Action(Vec<Node>),
}

/// A step of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Field(String),
    Wildcard,
    Descent,
    Slice(Slice),
    Union(Vec<Vec<Self>>),
    Filter(Filter),
    /// A word: `range` or `end`, and nothing else is known.
    Word(String),
}

/// `[START:END:STEP]` or `[INDEX]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: Option<i64>,
    /// The end only follows from the start.
    pub(super) single: bool,
}

/// `[?(LEFT OPERATOR RIGHT)]`, or `[?(LEFT)]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter {
    pub(super) left: Vec<Node>,
    pub(super) comparison: Option<(String, Vec<Node>)>,
}

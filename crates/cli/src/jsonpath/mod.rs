//! JSONPath templates as kubectl knows them: text with expressions in braces, such as `{.items[*].name}`.
//!
//! The language has fields, wildcards, indexes, slices, unions, filters, descent, literals, and
//! `{range EXPRESSION}...{end}`. A value that is not there ends the run without a result.

mod eval;
mod parse;
mod print;

pub(crate) use parse::parse;

/// A template.
#[derive(Debug, PartialEq)]
pub(crate) struct Template(Vec<Part>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Action(Vec<Node>),
}

/// A step of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Field(String),
    Wildcard,
    Descent,
    Slice(Slice),
    Union(Vec<Vec<Node>>),
    Filter(Filter),
    /// A word: `range` or `end`, and nothing else is known.
    Word(String),
}

/// `[START:END:STEP]` or `[INDEX]`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    step: Option<i64>,
    /// The end only follows from the start.
    single: bool,
}

/// `[?(LEFT OPERATOR RIGHT)]`, or `[?(LEFT)]`.
#[derive(Debug, Clone, PartialEq)]
struct Filter {
    left: Vec<Node>,
    comparison: Option<(String, Vec<Node>)>,
}

//! Reading a document into a tree.

use steersman_value::{Table, Tree};

use crate::Error;
use crate::compose::compose;
use crate::decode::{Duplicates, decode};
use crate::error::Outcome;
use crate::fast::{self, Doubt};
use crate::limits::MAX_TEXT;
use crate::node::{Node, NodeValue, Numbers};
use crate::parser::Parser;
use crate::scanner::Input;

/// How to read a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The type of numbers.
    pub numbers: Numbers,
    /// What happens to repeated keys.
    pub duplicates: Duplicates,
}

/// Reads the first document of `text` the way Helm reads values: by way of JSON, so every number is a float and
/// every key a string. An empty text is `null`.
///
/// # Errors
/// When the text is not YAML, or means something that JSON cannot say.
pub fn parse(text: &[u8]) -> Result<Tree, Error> {
    parse_with(text, Options::default())
}

/// Reads the first document of `text` and keeps integers apart from floats.
///
/// # Errors
/// As [`parse`].
pub fn parse_typed(text: &[u8]) -> Result<Tree, Error> {
    parse_with(
        text,
        Options {
            numbers: Numbers::Typed,
            ..Options::default()
        },
    )
}

/// Like [`parse_typed`], but a key may not occur twice in a mapping.
///
/// # Errors
/// As [`parse`]; [`Error::DuplicateKeys`] for repeated keys.
pub fn parse_strict(text: &[u8]) -> Result<Tree, Error> {
    parse_with(
        text,
        Options {
            numbers: Numbers::Typed,
            duplicates: Duplicates::Refuse,
        },
    )
}

/// Reads the first document of `text`.
///
/// # Errors
/// As [`parse`].
pub fn parse_with(text: &[u8], options: Options) -> Result<Tree, Error> {
    check_size(text)?;
    fast::read_tree(text, options)
        .or_else(|Doubt| parse_slowly(text, options).map_err(|error| *error))
}

/// Reads the first document of `text`, which has to be a mapping or null, as Go reads it into a
/// `map[string]interface {}`.
///
/// # Errors
/// As [`parse`]; [`Error::Mismatch`] for documents of another kind.
pub fn parse_map(text: &[u8]) -> Result<Table, Error> {
    match parse(text)? {
        Tree::Null => Ok(Table::new()),
        Tree::Map(table) => Ok(table),
        other => Err(mismatch(&other, "map[string]interface {}")),
    }
}

/// Reads the first document of `text`, which has to be a sequence or null, as Go reads it into an
/// `[]interface {}`.
///
/// # Errors
/// As [`parse`]; [`Error::Mismatch`] for documents of another kind.
pub fn parse_list(text: &[u8]) -> Result<Vec<Tree>, Error> {
    match parse(text)? {
        Tree::Null => Ok(Vec::new()),
        Tree::List(items) => Ok(items),
        other => Err(mismatch(&other, "[]interface {}")),
    }
}

/// Reads the first document of `text` and keeps the place of every key and value.
///
/// # Errors
/// As [`parse`].
pub fn parse_spanned(text: &[u8]) -> Result<Node, Error> {
    check_size(text)?;
    read(text, Duplicates::Replace).map_err(|error| *error)
}

/// Go's name for the kind of a JSON value.
pub(crate) fn json_kind(tree: &Tree) -> &'static str {
    match tree {
        Tree::Null => "null",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
        Tree::Map(_) => "object",
    }
}

fn mismatch(tree: &Tree, target: &str) -> Error {
    Error::Mismatch {
        found: json_kind(tree),
        target: format!("value of type {target}").into(),
    }
}

pub(crate) fn check_size(text: &[u8]) -> Result<(), Error> {
    if text.len() > MAX_TEXT {
        return Err(Error::TooLarge { limit: MAX_TEXT });
    }
    Ok(())
}

/// Reads with the full parser.
pub(crate) fn parse_slowly(text: &[u8], options: Options) -> Outcome<Tree> {
    Ok(read(text, options.duplicates)?.into_tree(options.numbers))
}

fn read(text: &[u8], duplicates: Duplicates) -> Outcome<Node> {
    let input = Input::new(text);
    let mut parser = Parser::new(&input)?;
    match compose(&mut parser)? {
        Some(document) => decode(&document, duplicates),
        None => Ok(Node {
            span: steersman_diag::Span::default(),
            value: NodeValue::Null,
        }),
    }
}

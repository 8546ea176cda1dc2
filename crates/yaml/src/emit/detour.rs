//! The way through JSON text, taken literally for values that it changes.

use steersman_value::Tree;

use super::error::{EncodeError, Stop, unsupported_number};
use super::writer::{Dialect, Place, Writer};
use crate::json;
use crate::node::Numbers;
use crate::parse::{Options, parse_slowly};

/// Writes JSON, reads it as YAML and writes that.
pub(super) fn encode_by_json(tree: &Tree) -> Result<Vec<u8>, EncodeError> {
    let mut text = Vec::new();
    json::write(&mut text, tree).map_err(unsupported_number)?;
    let options = Options {
        numbers: Numbers::Typed,
        ..Options::default()
    };
    let tree = parse_slowly(&text, options).map_err(|error| *error)?;
    let mut writer = Writer::new(Dialect::Compact);
    writer.checked = true;
    match writer.tree(&tree, Place::Root, 0) {
        Ok(()) | Err(Stop::Detour) => Ok(writer.finish()),
        Err(Stop::Error(error)) => Err(*error),
    }
}

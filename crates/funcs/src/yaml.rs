//! YAML through `steersman-yaml`.

use std::collections::BTreeMap;

use steersman_names::HelmDialect;
use steersman_value::{GoType, Map, Tree, Value};
use steersman_yaml::{EncodeError, encode, encode_pretty, parse};

use crate::args::{any, panic, text};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];
const ONE: &[GoType] = &[GoType::String];

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("toYaml", ANY, to_yaml),
    Entry::pure("mustToYaml", ANY, must_to_yaml).since(HelmDialect::V4_1),
    Entry::pure("toYamlPretty", ANY, to_yaml_pretty),
    Entry::pure("fromYaml", ONE, from_yaml),
    Entry::pure("fromYamlArray", ONE, from_yaml_array),
];

/// The text, empty when the value has none.
fn to_yaml(args: &[Value]) -> Outcome {
    Ok(Value::str(encode(any(args, 0)).unwrap_or_default()))
}

fn must_to_yaml(args: &[Value]) -> Outcome {
    encode(any(args, 0))
        .map(Value::str)
        .map_err(|error| panic(error.to_string()))
}

/// The text without the way through JSON. Go's encoder panics for types it does not know.
fn to_yaml_pretty(args: &[Value]) -> Outcome {
    match encode_pretty(any(args, 0)) {
        Ok(text) => Ok(Value::str(text)),
        Err(error @ (EncodeError::UnknownType { .. } | EncodeError::Cycle { .. })) => {
            Err(panic(error.to_string()))
        }
        Err(_) => Ok(Value::str("")),
    }
}

/// Go's complaint about a document of the wrong kind.
fn misfit(tree: &Tree, wanted: GoType) -> String {
    let found = match tree {
        Tree::Null | Tree::Map(_) => "object",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
    };
    let wanted = wanted.name();
    format!(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go value of type {wanted}"
    )
}

/// A mapping; an empty one for a document without content. Errors stand under the key `Error`.
fn from_yaml(args: &[Value]) -> Outcome {
    let complaint = match parse(text(args, 0)?) {
        Ok(tree @ Tree::Map(_)) => return Ok(Value::from(&tree)),
        Ok(Tree::Null) => return Ok(Value::Map(Map::any(BTreeMap::new()))),
        Ok(other) => misfit(&other, GoType::AnyMap),
        Err(error) => error.unmarshal_message(),
    };
    Ok(Value::Map(Map::any(
        [("Error".into(), Value::str(complaint))].into(),
    )))
}

/// A sequence; an empty one for a document without content. An error is the only element.
fn from_yaml_array(args: &[Value]) -> Outcome {
    let complaint = match parse(text(args, 0)?) {
        Ok(tree @ Tree::List(_)) => return Ok(Value::from(&tree)),
        Ok(Tree::Null) => return Ok(Value::list(Vec::new())),
        Ok(other) => misfit(&other, GoType::AnyList),
        Err(error) => error.unmarshal_message(),
    };
    Ok(Value::list(vec![Value::str(complaint)]))
}

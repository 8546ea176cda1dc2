use serde_json::{Number, Value};
use steersman_value::Tree;

/// A YAML document as the API reads it: a number without a fraction is an integer, however it was written.
pub fn tree_to_json(tree: Tree) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(b) => Value::Bool(b),
        Tree::Int(n) => Value::from(n),
        Tree::Uint(n) => Value::from(n),
        Tree::Float(f) => float_to_json(f),
        Tree::Str(text) => Value::String(text.to_text().into_owned()),
        Tree::List(items) => items.into_iter().map(tree_to_json).collect(),
        Tree::Map(table) => table
            .into_iter()
            .map(|(key, value)| (key.to_text().into_owned(), tree_to_json(value)))
            .collect(),
    }
}

fn float_to_json(float: f64) -> Value {
    /// Below it every integer has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is an integer below 2^53"
        )]
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}

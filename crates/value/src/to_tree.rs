use crate::fmt::{MAX_DEPTH, Unprintable};
use crate::{Json, Str, Table, Tree, Value};

/// How many nodes a document may have: shared maps can describe exponentially more than they hold.
const MAX_NODES: usize = 10_000_000;

impl Value {
    /// The plain document this value holds: objects by what `encoding/json` makes of them (or as text when it
    /// refuses), bytes as a string, integers of any type as integers. Fails for a value that contains itself.
    pub fn to_tree(&self) -> Result<Tree, Unprintable> {
        convert(self, 0, &mut 0)
    }
}

fn convert(value: &Value, depth: usize, nodes: &mut usize) -> Result<Tree, Unprintable> {
    if depth > MAX_DEPTH {
        return Err(Unprintable::TooDeep);
    }
    *nodes += 1;
    if *nodes > MAX_NODES {
        return Err(Unprintable::TooLong);
    }
    Ok(match value {
        Value::Nil | Value::Invalid => Tree::Null,
        Value::Bool(b) => Tree::Bool(*b),
        Value::Int(kind, n) if kind.is_unsigned() && *n < 0 => Tree::Uint(n.cast_unsigned()),
        Value::Int(_, n) => Tree::Int(*n),
        Value::Float(f) => Tree::Float(*f),
        Value::Str(text) | Value::Bytes(text) => Tree::Str(text.clone()),
        Value::Complex(..) => Tree::Str(Str::from(crate::fmt::display(value)?)),
        Value::List(list) => Tree::List(
            list.items()
                .iter()
                .map(|item| convert(item, depth + 1, nodes))
                .collect::<Result<_, _>>()?,
        ),
        Value::Map(map) => Tree::Map(
            map.entries()
                .iter()
                .map(|(key, item)| Ok((key.clone(), convert(item, depth + 1, nodes)?)))
                .collect::<Result<Table, _>>()?,
        ),
        Value::Object(object) => match object.to_json() {
            Ok(Json::Value(plain)) => convert(&plain, depth + 1, nodes)?,
            Ok(Json::Struct(members)) => Tree::Map(
                members
                    .iter()
                    .map(|(name, item)| Ok((Str::from(*name), convert(item, depth + 1, nodes)?)))
                    .collect::<Result<Table, _>>()?,
            ),
            Err(_) => Tree::Str(
                object
                    .stringer()
                    .unwrap_or_else(|| object.format(false, false)),
            ),
        },
    })
}

//! Helm's `Values` type: a map with methods.

#![expect(
    clippy::unnecessary_wraps,
    reason = "methods have one signature, whether they fail or not"
)]

use steersman_names::HelmDialect;
use steersman_value::{CallError, GoType, Map, MapType, Method, Signature, Str, Value, fmt};

/// `common.Values`
static VALUES: MapType = MapType {
    name: "common.Values",
    element: GoType::Any,
    methods: METHODS,
};

/// Helm 3's name of the same type.
static OLD_VALUES: MapType = MapType {
    name: "chartutil.Values",
    element: GoType::Any,
    methods: METHODS,
};

/// The type of `.Values`, `.Template` and the root context itself.
pub(crate) fn values_type(dialect: HelmDialect) -> &'static MapType {
    if dialect == HelmDialect::V3_22 {
        &OLD_VALUES
    } else {
        &VALUES
    }
}

const METHODS: &[Method] = &[
    Method {
        name: "AsMap",
        signature: Signature {
            params: &[],
            variadic: None,
        },
        call: as_map,
    },
    Method {
        name: "Encode",
        signature: Signature {
            params: &[GoType::Named("io.Writer")],
            variadic: None,
        },
        call: encode,
    },
    Method {
        name: "PathValue",
        signature: Signature {
            params: &[GoType::String],
            variadic: None,
        },
        call: path_value,
    },
    Method {
        name: "Table",
        signature: Signature {
            params: &[GoType::String],
            variadic: None,
        },
        call: table,
    },
    Method {
        name: "YAML",
        signature: Signature {
            params: &[],
            variadic: None,
        },
        call: yaml,
    },
];

/// The table at a dotted path, as a handle of the same map under the type of `map`. The error names the part of the
/// path that is no table.
pub(crate) fn table_at(map: &Map, path: &[u8]) -> Result<Map, String> {
    path.split(|byte| *byte == b'.')
        .try_fold(map.clone(), |table, part| match table.get(part) {
            Some(Value::Map(next)) if is_table(&next, map.map_type()) => {
                Ok(next.retyped(map.map_type()))
            }
            _ => Err(format!("{} is not a table", fmt::quote(part))),
        })
}

/// Whether a map counts as a table: plain maps and maps of the values type do.
fn is_table(map: &Map, values: &'static MapType) -> bool {
    map.map_type().name == MapType::ANY.name || map.map_type().name == values.name
}

fn receiver(value: &Value) -> Map {
    match value {
        Value::Map(map) => map.clone(),
        // The engine only calls the methods of a map's type on that map.
        _ => Map::nil(&VALUES),
    }
}

fn first_text(args: &[Value]) -> Str {
    args.first()
        .and_then(Value::as_str)
        .cloned()
        .unwrap_or_default()
}

fn as_map(value: &Value, _args: &[Value]) -> Result<Value, CallError> {
    let map = receiver(value);
    Ok(Value::Map(if map.is_empty() {
        Map::any(std::collections::BTreeMap::new())
    } else {
        map.retyped(MapType::ANY)
    }))
}

fn table(value: &Value, args: &[Value]) -> Result<Value, CallError> {
    table_at(&receiver(value), &first_text(args))
        .map(Value::Map)
        .map_err(CallError::Error)
}

fn path_value(value: &Value, args: &[Value]) -> Result<Value, CallError> {
    let path = first_text(args);
    if path.is_empty() {
        return Err(CallError::Error("YAML path cannot be empty".to_owned()));
    }
    let map = receiver(value);
    let (parent, key) = match memchr::memrchr(b'.', &path) {
        Some(dot) => (table_at(&map, &path[..dot]).ok(), &path[dot + 1..]),
        None => (Some(map), &path[..]),
    };
    let found = parent.and_then(|parent| parent.get(key));
    match found {
        // Only plain maps are refused here: the original asks for `map[string]interface {}` alone.
        Some(Value::Map(found)) if found.map_type().name == MapType::ANY.name => {
            Err(not_a_value(key))
        }
        Some(found) => Ok(found),
        None => Err(not_a_value(key)),
    }
}

fn not_a_value(key: &[u8]) -> CallError {
    CallError::Error(format!("{} is not a value", fmt::quote(key)))
}

fn yaml(value: &Value, _args: &[Value]) -> Result<Value, CallError> {
    let mut text =
        steersman_yaml::encode(value).map_err(|error| CallError::Error(error.to_string()))?;
    text.push(b'\n');
    Ok(Value::str(text))
}

/// No template can make an `io.Writer`, so the engine never gets past the check of the argument.
fn encode(_value: &Value, _args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Invalid)
}

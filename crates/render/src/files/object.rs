#![expect(
    clippy::unnecessary_wraps,
    reason = "methods have one signature, whether they fail or not"
)]

use std::collections::BTreeMap;

use steersman_chart::File;
use steersman_names::HelmDialect;
use steersman_value::{CallError, GoType, List, Map, MapType, Method, Signature, Str, Value};

use super::glob::Glob;

/// `engine.files`
static FILES: MapType = MapType {
    name: "engine.files",
    element: GoType::Bytes,
    methods: &METHODS,
};

/// The same in Helm 4.1, whose `Lines` panics on an empty file.
static FILES_4_1: MapType = MapType {
    name: "engine.files",
    element: GoType::Bytes,
    methods: &METHODS_4_1,
};

static METHODS: [Method; 6] = methods(lines);
static METHODS_4_1: [Method; 6] = methods(lines_4_1);

const fn methods(lines: fn(&Value, &[Value]) -> Result<Value, CallError>) -> [Method; 6] {
    const NAME: Signature = Signature {
        params: &[GoType::String],
        variadic: None,
    };
    const NOTHING: Signature = Signature {
        params: &[],
        variadic: None,
    };
    [
        Method {
            name: "AsConfig",
            signature: NOTHING,
            call: as_config,
        },
        Method {
            name: "AsSecrets",
            signature: NOTHING,
            call: as_secrets,
        },
        Method {
            name: "Get",
            signature: NAME,
            call: get,
        },
        Method {
            name: "GetBytes",
            signature: NAME,
            call: get_bytes,
        },
        Method {
            name: "Glob",
            signature: NAME,
            call: matching,
        },
        Method {
            name: "Lines",
            signature: NAME,
            call: lines,
        },
    ]
}

/// The value of `.Files`.
pub(crate) fn files_value(files: &[File], dialect: HelmDialect) -> Value {
    let map_type = if dialect == HelmDialect::V4_1 {
        &FILES_4_1
    } else {
        &FILES
    };
    let entries = files.iter().map(|file| {
        (
            Str::from(file.name.as_str()),
            Value::Bytes(file.data.clone()),
        )
    });
    Value::Map(Map::new(map_type, entries.collect()))
}

fn content(files: &Value, args: &[Value]) -> Option<Str> {
    let name = args.first()?.as_str()?;
    match files.as_map()?.get(name)? {
        Value::Bytes(data) => Some(data),
        _ => None,
    }
}

fn get(files: &Value, args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Str(content(files, args).unwrap_or_default()))
}

fn get_bytes(files: &Value, args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bytes(content(files, args).unwrap_or_default()))
}

fn matching(files: &Value, args: &[Value]) -> Result<Value, CallError> {
    let pattern = args
        .first()
        .and_then(Value::as_str)
        .cloned()
        .unwrap_or_default();
    let glob = Glob::parse(&pattern);
    let Some(files) = files.as_map() else {
        return Ok(Value::Invalid);
    };
    let entries: BTreeMap<Str, Value> = files
        .entries()
        .iter()
        .filter(|(name, _)| {
            // An invalid pattern matches everything.
            glob.as_ref()
                .is_none_or(|glob| name.to_str().is_some_and(|name| glob.matches(name)))
        })
        .map(|(name, data)| (name.clone(), data.clone()))
        .collect();
    Ok(Value::Map(Map::new(files.map_type(), entries)))
}

fn lines(files: &Value, args: &[Value]) -> Result<Value, CallError> {
    let data = content(files, args).unwrap_or_default();
    if data.is_empty() {
        return Ok(Value::List(List::strings(std::iter::empty::<Str>())));
    }
    let text = data.strip_suffix(b"\n").unwrap_or(&data);
    Ok(Value::List(List::strings(
        text.split(|byte| *byte == b'\n'),
    )))
}

fn lines_4_1(files: &Value, args: &[Value]) -> Result<Value, CallError> {
    match content(files, args) {
        Some(data) if data.is_empty() => Err(CallError::Panic(
            "runtime error: index out of range [-1]".to_owned(),
        )),
        _ => lines(files, args),
    }
}

fn as_config(files: &Value, _args: &[Value]) -> Result<Value, CallError> {
    Ok(flattened(files, Str::clone))
}

fn as_secrets(files: &Value, _args: &[Value]) -> Result<Value, CallError> {
    use base64::Engine as _;
    Ok(flattened(files, |data| {
        base64::engine::general_purpose::STANDARD
            .encode(data)
            .into()
    }))
}

/// The files by base name as `toYaml` writes them. Of files with the same base
/// name the last in path order counts (Go's map order picks any).
fn flattened(files: &Value, convert: impl Fn(&Str) -> Str) -> Value {
    let Some(files) = files.as_map() else {
        return Value::str("");
    };
    let mut entries: BTreeMap<Str, Value> = BTreeMap::new();
    for (name, data) in files.entries().iter() {
        if let Value::Bytes(data) = data {
            let base = memchr::memrchr(b'/', name).map_or(&name[..], |slash| &name[slash + 1..]);
            entries.insert(base.into(), Value::Str(convert(data)));
        }
    }
    let map = Value::Map(Map::new(MapType::STRINGS, entries));
    Value::str(steersman_yaml::encode(&map).unwrap_or_default())
}

//! Calls template functions outside a template.

use std::rc::Rc;

use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::{Body, Function, Runtime};
use steersman_value::{CallError, GoType, IntKind, List, Map, Str, Value};

/// A machine where it is always the same second and randomness counts up.
#[derive(Debug)]
pub(crate) struct Still;

impl Env for Still {
    fn now(&self) -> Now {
        Now {
            unix_nanos: 1_700_000_000_123_456_789,
            monotonic_nanos: 20_000_000,
        }
    }

    fn local_zone(&self) -> String {
        "UTC".into()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        for (byte, value) in bytes.iter_mut().zip((1_u8..=255).cycle()) {
            *byte = value;
        }
    }

    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

struct NoTemplates;

impl Runtime for NoTemplates {
    fn run_template(&mut self, name: &Str, _dot: &Value) -> Result<Str, CallError> {
        Err(CallError::Error(format!("no template {name:?}")))
    }

    fn run_text(&mut self, name: &str, _text: &Str, _dot: &Value) -> Result<Str, CallError> {
        Err(CallError::Error(format!("no template {name:?}")))
    }
}

/// The function `name`.
pub(crate) fn function(name: &str) -> Function {
    let table = functions(&Options::offline(Rc::new(Still)));
    table
        .into_iter()
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("no function {name}"))
}

/// Calls a function with arguments that fit its signature.
pub(crate) fn call(function: &Function, args: &[Value]) -> Result<Value, CallError> {
    match &function.body {
        Body::Pure(body) => body(args),
        Body::Host(body) => body(&mut NoTemplates, args),
    }
}

/// An argument written in JSON, as the parameter's type wants it.
pub(crate) fn argument(json: &serde_json::Value, wanted: GoType) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => match wanted {
            GoType::Int(kind) => Value::Int(kind, n.as_i64().expect("an integer")),
            GoType::Any if n.is_i64() => Value::Int(IntKind::Int, n.as_i64().expect("an integer")),
            _ => Value::Float(n.as_f64().expect("a number")),
        },
        Json::String(text) => Value::str(text.as_str()),
        Json::Array(items) => {
            let element = match wanted {
                GoType::StringList => GoType::String,
                _ => GoType::Any,
            };
            List::new(
                element,
                items.iter().map(|item| argument(item, element)).collect(),
            )
            .into()
        }
        Json::Object(members) => {
            let entries = members
                .iter()
                .map(|(key, item)| (Str::from(key.as_str()), argument(item, GoType::Any)));
            Map::any(entries.collect()).into()
        }
    }
}

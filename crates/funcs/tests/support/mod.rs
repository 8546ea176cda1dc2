//! Calls template functions outside a template.

use std::rc::Rc;

use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::{Body, Function, Runtime};
use steersman_value::{CallError, Str, Value};

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
        .expect("a function of that name")
}

/// Calls a function with arguments that fit its signature.
pub(crate) fn call(function: &Function, args: &[Value]) -> Result<Value, CallError> {
    match &function.body {
        Body::Pure(body) => body(args),
        Body::Host(body) | Body::Slow { body, .. } => body(&mut NoTemplates, args),
    }
}

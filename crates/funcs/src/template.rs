//! Helm's functions that run templates, end the render, or ask the cluster and the network.

use std::cell::RefCell;
use std::rc::Rc;

use memchr::memmem;
use steersman_gotmpl::{Body, Function, ParseError, Runtime};
use steersman_value::{CallError, GoType, Signature, Str, Value, fmt};

use crate::args::{any, error, text};
use crate::entry::{Entry, Outcome};
use crate::{Notice, Options};

const FOUR: &[GoType] = &[
    GoType::String,
    GoType::String,
    GoType::String,
    GoType::String,
];

/// The functions of this module that need no state.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::with_options("required", &[GoType::String, GoType::Any], required),
    Entry::with_options("fail", &[GoType::String], fail),
    Entry::with_options("lookup", FOUR, lookup),
    Entry::with_options("getHostByName", &[GoType::String], get_host_by_name),
];

/// How many calls of `include` with one name may be running.
const MAX_INCLUDES: usize = 1_001;

/// What Go prints for a missing value. Helm cuts it out of what `tpl` returns.
const NO_VALUE: &[u8] = b"<no value>";

const RUN: Signature = Signature {
    params: &[GoType::String, GoType::Any],
    variadic: None,
};

/// `include` and `tpl`. The names that are being included are counted from one call to the next.
pub(crate) fn running_functions() -> [Function; 2] {
    let running = RefCell::new(Vec::new());
    let include = move |runtime: &mut dyn Runtime, args: &[Value]| include(&running, runtime, args);
    [
        Function {
            name: "include",
            signature: RUN,
            body: Body::Host(Rc::new(include)),
        },
        Function {
            name: "tpl",
            signature: RUN,
            body: Body::Host(Rc::new(tpl)),
        },
    ]
}

fn include(running: &RefCell<Vec<Str>>, runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let name = text(args, 0)?;
    {
        let mut running = running.borrow_mut();
        // Only when so many are running can one name be among them that often.
        if running.len() >= MAX_INCLUDES
            && running.iter().filter(|other| *other == name).count() >= MAX_INCLUDES
        {
            let name = name.to_text();
            return Err(error(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )));
        }
        running.push(name.clone());
    }
    let output = runtime.run_template(name, any(args, 1));
    running.borrow_mut().pop();
    output.map(Value::Str)
}

fn tpl(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let source = text(args, 0)?;
    let output = if memmem::find(source, b"{{").is_none() {
        source.clone()
    } else {
        runtime
            .run_text("gotpl", source, any(args, 1))
            .map_err(|error| explain(error, source))?
    };
    Ok(Value::Str(without_no_value(output)))
}

/// Says which text could not be parsed or run.
fn explain(error: CallError, source: &Str) -> CallError {
    match error {
        CallError::Nested(_, cause) => {
            let doing = if cause.is::<ParseError>() {
                "cannot parse template"
            } else {
                "error during tpl function execution for"
            };
            CallError::Nested(format!("{doing} {}: ", fmt::quote(source)), cause)
        }
        other => other,
    }
}

fn without_no_value(output: Str) -> Str {
    let mut found = memmem::find_iter(&output, NO_VALUE).peekable();
    if found.peek().is_none() {
        drop(found);
        return output;
    }
    let mut kept = Vec::with_capacity(output.len());
    let mut copied = 0;
    for at in found {
        kept.extend_from_slice(&output[copied..at]);
        copied = at + NO_VALUE.len();
    }
    kept.extend_from_slice(&output[copied..]);
    kept.into()
}

/// Fails with the author's text for nil and for the empty text.
fn required(options: &Options, args: &[Value]) -> Outcome {
    let (message, value) = (text(args, 0)?, any(args, 1));
    let notice: fn(&str) -> Notice<'_> = match value {
        Value::Nil | Value::Invalid => |message| Notice::MissingValue(message),
        Value::Str(text) if text.is_empty() => |message| Notice::EmptyValue(message),
        _ => return Ok(value.clone()),
    };
    refuse(options, message, notice)
}

fn fail(options: &Options, args: &[Value]) -> Outcome {
    refuse(options, text(args, 0)?, |message| Notice::Failed(message))
}

/// Raises the author's message; linting only takes notice of it.
fn refuse(options: &Options, message: &Str, notice: fn(&str) -> Notice<'_>) -> Outcome {
    let message = message.to_text();
    if !options.lint {
        return Err(CallError::Raised(message.into_owned()));
    }
    options.env.notice(&notice(&message));
    Ok(Value::str(""))
}

fn lookup(options: &Options, args: &[Value]) -> Outcome {
    let argument = |index| text(args, index).map(|text| text.to_text());
    let found = options
        .lookup
        .lookup(&argument(0)?, &argument(1)?, &argument(2)?, &argument(3)?);
    found.map(Value::from).map_err(error)
}

fn get_host_by_name(options: &Options, args: &[Value]) -> Outcome {
    if !options.dns {
        return Ok(Value::str(""));
    }
    Ok(Value::str(
        options.env.resolve_host(&text(args, 0)?.to_text()),
    ))
}

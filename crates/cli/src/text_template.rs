//! Templates that are not part of a chart: texts that flags give.

use std::rc::Rc;

use steersman_funcs::{Options, functions};
use steersman_gotmpl::{Body, Function, Templates};
use steersman_render::Ports as _;
use steersman_value::{GoType, Signature, Str, Value};

use crate::context::Context;
use crate::environment::Environment;
use crate::error::CliError;
use crate::ports::Machine;

/// Runs `text` with the functions of the language alone, and gives what it printed until it failed, if it did.
pub(crate) fn plain_template(text: &str, dot: &Value) -> (Vec<u8>, Result<(), CliError>) {
    execute(Templates::new("_", Vec::new()), "_", text, dot)
}

/// Functions that Helm adds to Sprig's: a text outside of a chart has no use for them.
const HELM_FUNCTIONS: [&str; 26] = [
    "durationDays",
    "durationHours",
    "durationMicroseconds",
    "durationMilliseconds",
    "durationMinutes",
    "durationNanoseconds",
    "durationRoundTo",
    "durationSeconds",
    "durationTruncateTo",
    "durationWeeks",
    "fromJsonArray",
    "fromToml",
    "fromYaml",
    "fromYamlArray",
    "getHostByName",
    "include",
    "lookup",
    "mustToDuration",
    "mustToToml",
    "mustToYaml",
    "required",
    "toToml",
    "toYaml",
    "toYamlPretty",
    "tpl",
    "fromJson",
];

/// Runs `text` with Sprig's functions, those of the environment included, and without data.
///
/// # Errors
/// Go's text.
pub(crate) fn sprig_template(
    name: &str,
    text: &str,
    context: &Context<'_>,
) -> Result<Vec<u8>, CliError> {
    let machine = Machine::new(context.environment);
    let options = Options {
        dialect: context.dialect,
        ..Options::offline(machine.env())
    };
    let mut table = functions(&options);
    table.retain(|function| !HELM_FUNCTIONS.contains(&function.name));
    table.extend(environment_functions(context.environment));
    let (out, result) = execute(Templates::new(name, table), name, text, &Value::Nil);
    result.map(|()| out)
}

fn execute(
    mut templates: Templates,
    name: &str,
    text: &str,
    dot: &Value,
) -> (Vec<u8>, Result<(), CliError>) {
    let mut out = Vec::new();
    if let Err(error) = templates.parse(name, text) {
        return (out, Err(CliError::new(error.to_string())));
    }
    let result = templates.execute(name, dot, &mut out);
    (
        out,
        result.map_err(|error| CliError::new(error.to_string())),
    )
}

fn environment_functions(environment: &Environment) -> [Function; 2] {
    let function = |name, answer: fn(&Environment, &str) -> String| {
        let environment = environment.clone();
        Function {
            name,
            signature: Signature {
                params: &[GoType::String],
                variadic: None,
            },
            body: Body::Host(Rc::new(move |_, arguments| {
                let text = arguments.first().and_then(Value::as_str).map(Str::to_text);
                let answer = answer(&environment, &text.unwrap_or_default());
                Ok(Value::str(answer))
            })),
        }
    };
    [
        function("env", |environment, name| {
            environment.get(name).unwrap_or_default().to_owned()
        }),
        function("expandenv", expand),
    ]
}

/// Replaces `$NAME` and `${NAME}` by their values.
fn expand(environment: &Environment, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (name, after) = split_name(rest);
        if name.is_empty() && after.len() == rest.len() {
            out.push('$');
        }
        out.push_str(environment.get(name).unwrap_or_default());
        rest = after;
    }
    out + rest
}

/// The name of a variable after its `$`, with or without braces, and what follows it.
fn split_name(text: &str) -> (&str, &str) {
    if let Some(inner) = text.strip_prefix('{') {
        return inner.split_once('}').unwrap_or(("", inner));
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    text.split_at(end.unwrap_or(text.len()))
}

//! Advice for failed templates. Go's messages are the only thing to go by: they are quoted here as it words them.

use steersman_diag::nearest;
use steersman_gotmpl::{Cause, ExecError, ParseError, Templates};
use steersman_value::{CallError, Value};

use super::open::{open_action, open_block};

/// Advice for a text that is no template.
pub(super) fn parse_hints(error: &ParseError, templates: &Templates) -> Vec<String> {
    let message = error.message.as_str();
    if let Some(line) = open_action(error) {
        return vec![format!(
            "the action that begins on line {line} is still open here: is its `}}}}` missing?"
        )];
    }
    if message.starts_with("unexpected EOF")
        && let Some((word, line)) = open_block(&error.text)
    {
        return vec![format!(
            "an `{{{{ end }}}}` is missing: none is left for the `{word}` of line {line}"
        )];
    }
    if let Some(name) = message
        .strip_prefix("function ")
        .and_then(|rest| quoted(rest))
    {
        let names = templates.function_names();
        return vec![match nearest(name, names.iter()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!(
                "values are written with a dot, like `.Values.{name}`; text needs double quotes"
            ),
        }];
    }
    let advice = if message.starts_with("unexpected EOF") {
        "an `if`, `with`, `range`, `define` or `block` has no `{{ end }}`"
    } else if message.starts_with("unexpected {{end}}") {
        "this `{{ end }}` closes nothing: an `if`, `with` or `range` above it is missing or closed already"
    } else if message.starts_with("unexpected {{else}}") {
        "this `{{ else }}` belongs to no `if`, `with` or `range`"
    } else if message.starts_with("unterminated quoted string") {
        "a double quote is missing, or the text needs back quotes because it goes over several lines"
    } else if message.starts_with("unclosed action") {
        "`}}` is missing"
    } else if message.starts_with("bad character U+002D '-'") {
        "names with a dash need `index`: write `(index .Values \"a-b\")` instead of `.Values.a-b`"
    } else if message.starts_with("undefined variable") {
        "a variable is known from its `:=` to the `{{ end }}` of the block around it"
    } else if message.contains("in operand") {
        "arguments are separated by spaces, and calls inside of others need parentheses: `(include \"x\" .)`"
    } else {
        return Vec::new();
    };
    vec![advice.to_owned()]
}

/// Advice for a failed execution; `root` is the context of the file that was rendered.
pub(super) fn execution_hints(
    error: &ExecError,
    root: &Value,
    templates: &Templates,
) -> Vec<String> {
    let context = error
        .frame()
        .map(|frame| frame.context.to_text().into_owned())
        .unwrap_or_default();
    let hint = match error.cause() {
        Cause::NoTemplate { name, .. } => Some(missing_template(&name.to_text(), templates)),
        Cause::Message(text) if text.starts_with("nil pointer evaluating") => {
            nil_access(&context, root)
        }
        Cause::Message(text) if text.starts_with("can't evaluate field") => {
            not_a_map(&context, root)
        }
        Cause::Message(text) if text.starts_with("wrong type for value; expected string; got ") => {
            let got = text.rsplit("got ").next().unwrap_or_default();
            let what = if context.starts_with(['.', '$', '(']) {
                format!("`{context}` is")
            } else {
                format!("what `{context}` gets is")
            };
            Some(format!(
                "{what} {}: convert it with `toString`, or quote it in the values",
                article(got)
            ))
        }
        Cause::Message(text)
            if text.starts_with("wrong type for value; expected int; got float64") =>
        {
            Some(format!(
                "numbers from values files are floats: write `(int {context})`"
            ))
        }
        Cause::Message(text) if text.starts_with("range can't iterate over") => Some(
            "`range` goes over lists and maps; a single value can be wrapped with `list`"
                .to_owned(),
        ),
        Cause::Message(text) if text.starts_with("wrong number of args for ") => {
            Some("a value from the left of `|` counts as the last argument".to_owned())
        }
        Cause::Call {
            error: CallError::Error(text),
            ..
        } => call_hint(text),
        Cause::Call {
            error: CallError::Panic(text),
            ..
        } if text.contains("nil pointer dereference") => {
            Some("the list is not set: give it a default with `default list`".to_owned())
        }
        _ => None,
    };
    hint.into_iter().collect()
}

fn call_hint(text: &str) -> Option<String> {
    if text.starts_with("incompatible types for comparison") {
        return Some(
            "numbers from values files are floats: compare with `(int VALUE)`, or with `toString` on both sides".to_owned(),
        );
    }
    if text.contains("index out of range") {
        return Some(
            "the list has fewer items: ask `len` first, or use `first` and `last`".to_owned(),
        );
    }
    text.contains("nested reference name")
        .then(|| "the template includes itself without an end".to_owned())
}

fn missing_template(name: &str, templates: &Templates) -> String {
    let names: Vec<String> = templates
        .names()
        .map(|name| name.to_text().into_owned())
        .collect();
    let near = nearest(name, names.iter().map(String::as_str));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "no file has `{{{{ define \"{name}\" }}}}`; is a dependency missing below charts/?"
        ),
    }
}

/// Which part of a chain like `.Values.image.tag` has no value.
fn nil_access(context: &str, root: &Value) -> Option<String> {
    let walk = Walk::along(context, root)?;
    let (parent, missing) = (walk.path_before(), walk.path());
    let near = match &walk.last {
        Value::Map(map) => {
            let keys: Vec<String> = map
                .entries()
                .keys()
                .map(|key| key.to_text().into_owned())
                .collect();
            nearest(&walk.name, keys.iter().map(String::as_str)).map(str::to_owned)
        }
        _ => None,
    };
    Some(match near {
        Some(near) => format!("`{missing}` has no value; did you mean `{parent}.{near}`?"),
        None => format!(
            "`{missing}` has no value: set it, or write `({missing}).…` where it may be absent"
        ),
    })
}

/// Which part of a chain is no map.
fn not_a_map(context: &str, root: &Value) -> Option<String> {
    let walk = Walk::along(context, root)?;
    match &walk.last {
        Value::Map(_) | Value::Object(_) => None,
        value => Some(format!(
            "`{}` is {}, not a map",
            walk.path_before(),
            article(value.type_name())
        )),
    }
}

/// A chain of names from the root context up to the first name that leads nowhere.
struct Walk<'a> {
    /// `.` or `$.`
    start: &'a str,
    /// The names that have values.
    found: Vec<&'a str>,
    /// The name that has none.
    name: String,
    /// The value in which the name was looked for.
    last: Value,
}

impl<'a> Walk<'a> {
    fn along(context: &'a str, root: &Value) -> Option<Self> {
        let (start, chain) = match context.strip_prefix("$.") {
            Some(chain) => ("$.", chain),
            None => (".", context.strip_prefix('.')?),
        };
        let mut last = root.clone();
        let mut found = Vec::new();
        for name in chain.split('.') {
            let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if !plain {
                return None;
            }
            let next = last
                .as_map()
                .and_then(|map| map.get(name.as_bytes()))
                .filter(|value| !value.is_nil());
            let Some(next) = next else {
                // Without a first name from the root context, the dot is something else.
                return (!found.is_empty()).then(|| Self {
                    start,
                    found,
                    name: name.to_owned(),
                    last,
                });
            };
            found.push(name);
            last = next;
        }
        None
    }

    fn path_before(&self) -> String {
        format!("{}{}", self.start, self.found.join("."))
    }

    fn path(&self) -> String {
        format!("{}.{}", self.path_before(), self.name)
    }
}

/// A Go type in plain words.
fn article(type_name: &str) -> String {
    match type_name {
        "string" => "a string".to_owned(),
        "bool" => "a boolean".to_owned(),
        "float64" | "int" | "int64" => "a number".to_owned(),
        "[]interface {}" | "[]string" => "a list".to_owned(),
        "map[string]interface {}" => "a map".to_owned(),
        "interface {}" | "<nil>" => "nothing".to_owned(),
        other => format!("of type `{other}`"),
    }
}

/// The text between the first pair of double quotes.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.split('"').next()
}

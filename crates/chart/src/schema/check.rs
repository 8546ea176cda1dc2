use std::cell::RefCell;
use std::rc::Rc;

use boon::{CompileError, Compiler, Draft, Schemas};
use serde_json::Value as Json;
use steersman_value::{Map, Table, Value};

use super::document::from_value;
use super::fits::surely_fits;
use super::loader::Loader;
use super::plain::is_plain;
use super::report::{headline, report};
use super::{LoadUrl, SchemaError, Violation};
use crate::gofmt::quoted;
use crate::json::{self, JsonError};
use crate::values::PathPart;
use crate::{Chart, Notice};

/// The name that Helm gives every schema.
const LOCATION: &str = "file:///values.schema.json";

/// What this host serves is not checked against its meta-schema, which takes long to read.
const TRUSTED: &str = "https://json-schema.org/values.schema.json";

/// What a check of values needs, and what it has to say.
#[derive(Debug)]
pub struct SchemaCheck {
    load: Rc<dyn LoadUrl>,
    /// What to tell the user.
    pub notices: Vec<Notice>,
}

impl SchemaCheck {
    /// A check that reads other documents through `load`.
    pub fn new(load: Rc<dyn LoadUrl>) -> Self {
        Self {
            load,
            notices: Vec::new(),
        }
    }
}

/// Checks the values of a chart and its dependencies, each against its own schema.
///
/// # Errors
/// [`SchemaError`] with the violations of all charts; their paths are relative to the root's values.
pub fn validate_chart(
    chart: &Chart,
    values: &Map,
    check: &mut SchemaCheck,
) -> Result<(), SchemaError> {
    let mut all = SchemaError {
        text: String::new(),
        violations: Vec::new(),
    };
    validate_below(chart, values, &[], check, &mut all);
    if all.text.is_empty() {
        Ok(())
    } else {
        Err(all)
    }
}

fn validate_below(
    chart: &Chart,
    values: &Map,
    path: &[PathPart],
    check: &mut SchemaCheck,
    all: &mut SchemaError,
) {
    if let Some(schema) = &chart.schema
        && let Err(error) = validate(schema, &Value::Map(values.clone()), check)
    {
        all.text.push_str(chart.name());
        all.text.push_str(":\n");
        all.text.push_str(&error.text);
        all.violations
            .extend(error.violations.into_iter().map(|violation| Violation {
                path: path.iter().cloned().chain(violation.path).collect(),
                message: violation.message,
            }));
    }
    for dependency in &chart.dependencies {
        let name = dependency.name();
        match values.get(name.as_bytes()) {
            None | Some(Value::Nil | Value::Invalid) => {}
            Some(Value::Map(inner)) => {
                let mut inner_path = path.to_vec();
                inner_path.push(PathPart::Key(name.into()));
                validate_below(dependency, &inner, &inner_path, check, all);
            }
            Some(other) => {
                let found = other.type_name();
                for part in [
                    name,
                    ":\ninvalid type for values: expected object (map), got ",
                    found,
                    "\n",
                ] {
                    all.text.push_str(part);
                }
            }
        }
    }
}

/// Checks values against one schema.
///
/// # Errors
/// [`SchemaError`]
pub fn validate_single(
    schema: &[u8],
    values: &Table,
    check: &mut SchemaCheck,
) -> Result<(), SchemaError> {
    validate(schema, &Value::Map(values.into()), check)
}

fn validate(schema: &[u8], values: &Value, check: &mut SchemaCheck) -> Result<(), SchemaError> {
    let document = parse(schema).map_err(SchemaError::of_schema)?;
    let is_plain = is_plain(&document);
    if is_plain && surely_fits(&document, values) {
        return Ok(());
    }
    let values = from_value(values);
    if is_plain && is_valid(&document, &values, check) {
        return Ok(());
    }
    let urns = Rc::new(RefCell::new(Vec::new()));
    let mut compiler = compiler(check, &urns);
    let mut schemas = Schemas::new();
    let compiled = compiler
        .add_resource(LOCATION, document)
        .map_err(|error| compile_message(&error))
        .and_then(|()| {
            compiler
                .compile(LOCATION, &mut schemas)
                .map_err(|error| compile_message(&error))
        })
        .map_err(SchemaError::of_schema);
    for urn in urns.take() {
        let notice = Notice::UnresolvedUrn(urn);
        if !check.notices.contains(&notice) {
            check.notices.push(notice);
        }
    }
    schemas.validate(&values, compiled?).map_err(|error| {
        let report = report(&error);
        SchemaError {
            text: report.text + "\n",
            violations: report.violations,
        }
    })
}

fn compiler(check: &SchemaCheck, urns: &Rc<RefCell<Vec<String>>>) -> Compiler {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V2020_12);
    compiler.use_loader(Box::new(Loader {
        load: Rc::clone(&check.load),
        urns: Rc::clone(urns),
    }));
    compiler
}

/// Whether the values fit a schema that is known to be a good one: only the answer, without reasons.
fn is_valid(schema: &Json, values: &Json, check: &SchemaCheck) -> bool {
    let mut compiler = compiler(check, &Rc::default());
    let mut schemas = Schemas::new();
    compiler.add_resource(TRUSTED, schema.clone()).is_ok()
        && compiler
            .compile(TRUSTED, &mut schemas)
            .is_ok_and(|compiled| schemas.validate(values, compiled).is_ok())
}

/// Reads a schema; the error has Go's text.
pub(super) fn parse(schema: &[u8]) -> Result<Json, String> {
    match serde_json::from_slice(schema) {
        Ok(document) => Ok(document),
        Err(error) => Err(match json::parse_prefix(schema) {
            Ok((_, length)) if schema[length..].iter().all(u8::is_ascii_whitespace) => {
                error.to_string()
            }
            Ok(_) => "invalid character after top-level value".to_owned(),
            Err(JsonError::NumberOutOfRange(text)) => format!("number {text} out of range"),
            Err(error) => error.to_string(),
        }),
    }
}

/// Why a schema cannot be used, in the words of the Go library.
fn compile_message(error: &CompileError) -> String {
    match error {
        CompileError::LoadUrlError { url, src } => {
            format!("failing loading {}: {src}", quoted(url))
        }
        CompileError::InvalidMetaSchemaUrl { src, .. } => {
            match src.downcast_ref::<CompileError>() {
                Some(inner) => compile_message(inner),
                None => src.to_string(),
            }
        }
        CompileError::JsonPointerNotFound(location) => {
            format!("json-pointer in {} not found", quoted(location))
        }
        CompileError::AnchorNotFound { url, reference } => {
            format!(
                "anchor in {} not found in schema {}",
                quoted(reference),
                quoted(url)
            )
        }
        CompileError::ValidationError { url, src } => {
            let url = if url.contains('#') {
                url.clone()
            } else {
                format!("{url}#")
            };
            format!(
                "{} is not valid against metaschema: {}\n{}",
                quoted(&url),
                headline(src),
                report(src).text
            )
        }
        // A pattern that is too large, for which the library knows no better kind.
        CompileError::Bug(cause) => cause.to_string(),
        other => format!("{other:#}"),
    }
}

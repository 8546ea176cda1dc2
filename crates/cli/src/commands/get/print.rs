//! The parts of a record as `get` prints them.

use std::collections::BTreeMap;

use steersman_ops::records::computed_values;
use steersman_release::Release;
use steersman_value::{Map, Value};

use crate::command::Invocation;
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::observer::LogObserver;
use crate::output::{OutputFormat, document, json, yaml};
use crate::release_output::{Block, release_value, status_block, user_values};
use crate::text_template::plain_template;

pub(super) fn print_all(
    release: &Release,
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<Vec<u8>, CliError> {
    let template = invocation.flags.text("template");
    if template.is_empty() {
        let block = Block {
            shows_chart: true,
            shows_all: true,
            ..Block::default()
        };
        compute(release, context)?;
        return Ok(status_block(release, &block, context)?.into_bytes());
    }
    let moments = Moments::new(context.environment);
    let dot = BTreeMap::from([("Release".into(), release_value(release, &moments))]);
    let (out, result) = plain_template(template, &Value::Map(Map::any(dot)));
    if let Err(error) = result {
        // What was printed until then stands.
        context.printer.data(out)?;
        return Err(error);
    }
    Ok(out)
}

pub(super) fn print_hooks(release: &Release) -> Vec<u8> {
    let hooks = release
        .hooks
        .iter()
        .map(|hook| ["---\n# Source: ", &hook.path, "\n", &hook.manifest, "\n"].concat());
    hooks.collect::<String>().into_bytes()
}

pub(super) fn print_manifest(release: &Release) -> Vec<u8> {
    [release.manifest.as_bytes(), b"\n"].concat()
}

pub(super) fn print_notes(release: &Release) -> Vec<u8> {
    let notes = &release.info.notes;
    if notes.is_empty() {
        return Vec::new();
    }
    ["NOTES:\n", notes, "\n"].concat().into_bytes()
}

pub(super) fn print_values(
    release: &Release,
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<Vec<u8>, CliError> {
    let flags = &invocation.flags;
    let (header, values) = if flags.switch("all") {
        let values = Value::Map(compute(release, context)?).to_tree();
        let values = values.map_err(|error| CliError::new(error.to_string()))?;
        ("COMPUTED VALUES:\n", values)
    } else {
        ("USER-SUPPLIED VALUES:\n", user_values(release))
    };
    match OutputFormat::of(flags) {
        OutputFormat::Table => Ok([header.as_bytes(), &yaml(&values)?].concat()),
        format => document(json(&values), format),
    }
}

/// The computed values; what there is to say about them is said.
fn compute(release: &Release, context: &mut Context<'_>) -> Result<Map, CliError> {
    let computed =
        computed_values(release, context.dialect).map_err(|error| CliError::from_error(&error))?;
    let observer = LogObserver::new(context.dialect);
    let notices = computed.notices.iter();
    notices.for_each(|notice| observer.notice(notice));
    observer.print(&mut context.printer);
    Ok(computed.values)
}

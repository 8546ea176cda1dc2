//! `templates/`.

use std::collections::HashMap;

use steersman_chart::{Chart, coalesce_table, process_for_rendering};
use steersman_manifest::{RenderedFile, is_blank, trim};
use steersman_render::{
    Capabilities, Mode, Ports, Release, ReleaseAction, RenderError, RenderRequest, Unused, Watch,
    find_unused, render,
};
use steersman_value::{Tree, fmt::quote};

use super::deprecations::deprecation;
use super::object::{Object, read_objects};
use super::object_name::check_name;
use crate::{Level, LintRequest, Linted, Message, Place};

const FOLDER: &str = "templates/";

/// Renders the chart and checks what comes out.
pub(crate) fn check_templates(request: &LintRequest<'_>, ports: &dyn Ports, linted: &mut Linted) {
    match request.folder.templates {
        Place::Missing => {
            linted.check(
                Level::Warning,
                FOLDER,
                Some("directory does not exist".to_owned()),
            );
            return;
        }
        Place::File => {
            linted.check(Level::Error, FOLDER, Some("not a directory".to_owned()));
            return;
        }
        Place::Folder => {}
    }
    linted.load(request.folder);
    let mut chart = match &request.folder.chart {
        Ok(chart) => chart.clone(),
        Err(error) => {
            linted.check(Level::Error, FOLDER, Some(error.to_string()));
            return;
        }
    };
    if check_chart(request, ports, &mut chart, linted) {
        linted.checked = Some(chart);
    }
}

/// Checks the templates of a chart, and answers whether its values were held against schemas.
fn check_chart(
    request: &LintRequest<'_>,
    ports: &dyn Ports,
    chart: &mut Chart,
    linted: &mut Linted,
) -> bool {
    let mut capabilities = Capabilities::offline(request.dialect);
    if let Some(version) = request.kube_version {
        capabilities.kube_version = version.clone();
    }
    // What dependencies and values say wrong here, Helm's linter passes over in silence.
    let Ok(notices) = process_for_rendering(chart, request.values, request.dialect) else {
        return false;
    };
    linted.notices.extend(notices);
    let Ok(values) = coalesce_table(chart, request.values, request.dialect, &mut linted.notices)
    else {
        return false;
    };
    let release = Release {
        name: "test-release".to_owned(),
        namespace: request.namespace.to_owned(),
        revision: 0,
        action: ReleaseAction::None,
    };
    let rendering = render(
        &RenderRequest {
            chart,
            values: &values,
            release: &release,
            capabilities: &capabilities,
            dialect: request.dialect,
            mode: Mode::Lint,
            skip_schema_validation: request.skip_schema_validation,
            dns: false,
            limits: request.limits,
            watch: Watch {
                reads: request.unused,
                profile: false,
            },
        },
        ports,
    );
    linted.notices.extend(rendering.notices);
    if let (Some(reads), Ok(loaded)) = (&rendering.watched.reads, &request.folder.chart) {
        report_unused(&find_unused(loaded, chart, request.values, reads), linted);
    }
    let checked =
        !request.skip_schema_validation && !matches!(rendering.result, Err(RenderError::Values(_)));
    let files = match rendering.result {
        Ok(files) => files,
        Err(error) => {
            linted.messages.push(Message {
                level: Level::Error,
                path: FOLDER.to_owned(),
                text: error.to_string(),
                diagnostic: error.diagnostic().cloned().map(Box::new),
            });
            return checked;
        }
    };
    let rendered: HashMap<&str, &RenderedFile> =
        files.iter().map(|file| (&*file.path, file)).collect();
    for template in &chart.templates {
        let path = format!("{}/{}", chart.name(), template.name);
        let text = rendered.get(&*path).map_or(&[][..], |file| &file.text);
        if !check_file(&template.name, text, &capabilities, linted) {
            return checked;
        }
    }
    checked
}

/// Values that no template reads: a warning when the chart knows nothing of them, otherwise worth knowing.
fn report_unused(unused: &[Unused], linted: &mut Linted) {
    for Unused {
        path,
        nearest,
        has_default,
    } in unused
    {
        let (level, text) = match nearest {
            Some(nearest) => (
                Level::Warning,
                format!("`{path}` is set and no template reads it; did you mean `{nearest}`?"),
            ),
            None if *has_default => (
                Level::Info,
                format!("`{path}` is set and no template reads it with these values"),
            ),
            None => (
                Level::Warning,
                format!("`{path}` is set and no template reads it"),
            ),
        };
        linted.check(level, "values", Some(text));
    }
}

/// Checks one rendered file. What is no YAML ends the rule for all that follow: `false`.
fn check_file(name: &str, text: &[u8], capabilities: &Capabilities, linted: &mut Linted) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let extension = base.rfind('.').map_or("", |dot| &base[dot..]);
    linted.check(Level::Error, name, bad_extension(extension));
    if !["yaml", "yml"]
        .iter()
        .any(|known| extension[extension.len().min(1)..].eq_ignore_ascii_case(known))
    {
        return true;
    }
    if is_blank(text) {
        return true;
    }
    linted.check(Level::Warning, name, indent(text));
    for object in read_objects(text) {
        let object = match object {
            Ok(object) => object,
            Err(error) => {
                return linted.check(
                    Level::Error,
                    name,
                    Some(format!("unable to parse YAML: {error}")),
                );
            }
        };
        let Some(object) = object else { continue };
        linted.check(Level::Warning, name, check_name(&object.kind, &object.name));
        linted.check(
            Level::Warning,
            name,
            deprecation(
                &object.api_version,
                &object.kind,
                &capabilities.kube_version,
            ),
        );
        linted.check(Level::Error, name, selector(&object, text));
        linted.check(Level::Error, name, list_annotations(&object, text));
    }
    true
}

fn bad_extension(extension: &str) -> Option<String> {
    let valid = [".yaml", ".yml", ".tpl", ".txt"].contains(&extension);
    (!valid).then(|| {
        format!("file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt")
    })
}

/// The first line that is not blank must not be indented.
fn indent(text: &[u8]) -> Option<String> {
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = lines.find(|line| !trim(line).is_empty())?;
    first
        .starts_with(b" ")
        .then_some(())
        .or_else(|| first.starts_with(b"\t").then_some(()))?;
    Some(format!(
        "document starts with an illegal indent: {}, which may cause parsing problems",
        quote(first)
    ))
}

/// Workloads need a selector; Helm looks for its words anywhere in the file.
fn selector(object: &Object, text: &[u8]) -> Option<String> {
    let kind = object.kind.as_str();
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let needed = matches!(
        kind,
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet"
    );
    (needed && !has("matchLabels") && !has("matchExpressions")).then(|| {
        let name = quote(object.name.as_bytes());
        format!("a {kind} must contain matchLabels or matchExpressions, and {name} does not")
    })
}

fn list_annotations(object: &Object, text: &[u8]) -> Option<String> {
    if object.kind != "List" {
        return None;
    }
    let tree = steersman_yaml::parse(text).ok()?;
    let items = tree
        .get("items")
        .and_then(Tree::as_list)
        .unwrap_or_default();
    let kept = |item: &Tree| {
        let annotations = item
            .get("metadata")
            .and_then(|metadata| metadata.get("annotations"));
        annotations.is_some_and(|annotations| {
            annotations
                .get(steersman_manifest::RESOURCE_POLICY_ANNOTATION)
                .is_some()
        })
    };
    items
        .iter()
        .any(kept)
        .then(|| "annotation 'helm.sh/resource-policy' within List objects are ignored".to_owned())
}

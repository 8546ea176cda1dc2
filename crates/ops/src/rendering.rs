//! From a chart to the documents of a release: what `template` and the verbs that change a cluster share.

use steersman_chart::{Chart, process_dependencies, process_for_rendering};
use steersman_manifest::{KindOrder, Manifest, Sorted, SplitRule, sort_manifests};
use steersman_manifest::{RenderedFile, write_with_source};
use steersman_names::{HelmDialect, ReleaseName};
use steersman_render::{
    Capabilities, Mode, Release, RenderError, RenderRequest, Watch, Watched, render,
};
use steersman_value::Table;

use crate::event::tell_checked;
use crate::post_render::{PostRender, PostRenderScope, post_render, post_render_text};
use crate::settings::RenderSettings;
use crate::template::TemplateError;
use crate::{Context, Event};

/// What is printed in place of the content of a Secret.
const HIDDEN: &[u8] = b"# HIDDEN: The Secret output has been suppressed";

/// Whose notes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notes {
    /// Nobody's.
    None,
    /// Those of the chart.
    Own,
    /// Those of its dependencies too.
    All,
}

/// A rendered chart.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// Its objects and hooks, in order of kind.
    pub(crate) sorted: Sorted,
    /// The wanted notes.
    pub(crate) notes: String,
    /// What was seen of the templates.
    pub(crate) watched: Watched,
    /// The text of the objects, where a post-renderer made one of Helm 3's kind.
    pub(crate) replaced: Option<Vec<u8>>,
}

/// Refuses names that releases can not have, and tells the observer.
pub(crate) fn check_release_name(name: &str, context: &Context<'_>) -> Result<(), TemplateError> {
    let Err(source) = name.parse::<ReleaseName>() else {
        return Ok(());
    };
    let quoted = steersman_value::fmt::quote(name.as_bytes());
    context.observer.event(&Event::ReleaseNameRefused(&format!(
        "release name {quoted}: {source}"
    )));
    let prefix = if context.dialect == HelmDialect::V3_22 {
        ""
    } else {
        "release name check failed: "
    };
    Err(TemplateError::ReleaseName {
        prefix,
        name: name.to_owned(),
        source,
    })
}

/// What becomes of a chart once it is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// Nothing.
    Forgotten,
    /// It is part of a record, with all the values it has then.
    Stored,
}

/// Decides which dependencies of a chart are part of it.
pub(crate) fn resolve_dependencies(
    chart: &mut Chart,
    values: &Table,
    afterwards: Afterwards,
    context: &Context<'_>,
) -> Result<(), TemplateError> {
    let process = match afterwards {
        Afterwards::Forgotten => process_for_rendering,
        Afterwards::Stored => process_dependencies,
    };
    match process(chart, values, context.dialect) {
        Ok(notices) => {
            for notice in &notices {
                context.observer.event(&Event::Chart(notice));
            }
            Ok(())
        }
        Err(error) if context.dialect == HelmDialect::V3_22 => {
            Err(TemplateError::PlainDependencies(error))
        }
        Err(error) => {
            context
                .observer
                .event(&Event::DependenciesFailed(&error.to_string()));
            Err(TemplateError::Dependencies(error))
        }
    }
}

/// Renders the chart of a release that is to be stored, for the release that its templates see.
pub(crate) fn render_release(
    (chart, values): (&Chart, &Table),
    release: &Release,
    settings: &RenderSettings,
    capabilities: &Capabilities,
    context: &Context<'_>,
) -> Result<Rendered, TemplateError> {
    let notes = if settings.dependency_notes {
        Notes::All
    } else {
        Notes::Own
    };
    let request = RenderRequest {
        chart,
        values,
        release,
        capabilities,
        dialect: context.dialect,
        mode: Mode::Strict,
        skip_schema_validation: settings.skip_schema_validation,
        dns: settings.dns,
        limits: settings.limits,
        watch: Watch::default(),
    };
    render_chart(&request, notes, settings.post_render.as_deref(), context)
}

/// Renders a chart and puts its documents in order.
pub(crate) fn render_chart(
    request: &RenderRequest<'_>,
    notes: Notes,
    renderer: Option<&dyn PostRender>,
    context: &Context<'_>,
) -> Result<Rendered, TemplateError> {
    let rendering = render(request, context.ports);
    for notice in &rendering.notices {
        context.observer.event(&Event::Chart(notice));
    }
    if !request.skip_schema_validation && !matches!(rendering.result, Err(RenderError::Values(_))) {
        tell_checked(request.chart, context.observer);
    }
    let mut files = rendering.result?;
    let noted: Vec<_> = files
        .extract_if(.., |file| file.path.ends_with("NOTES.txt"))
        .collect();
    let notes = join_notes(noted, notes, request.chart.name());
    let rule = SplitRule::from(context.dialect);
    // Helm 3 gives its post-renderers the text that is made of the sorted objects.
    let early = renderer.filter(|renderer| {
        context.dialect != HelmDialect::V3_22 || renderer.scope() == PostRenderScope::Files
    });
    if let Some(renderer) = early {
        files = post_render(&files, rule, renderer)?;
    }
    let order = KindOrder::Install(context.dialect);
    let sorted = sort_manifests(files, rule, order);
    let skipped = match &sorted {
        Ok(sorted) => &sorted.skipped,
        Err(error) => &error.partial.sorted.skipped,
    };
    for skipped in skipped {
        context.observer.event(&Event::SkippedHook(&skipped.events));
    }
    let sorted = sorted.map_err(Box::new)?;
    let late = renderer.filter(|_| early.is_none());
    let replaced = late.map(|renderer| {
        let mut text = Vec::new();
        for manifest in &sorted.manifests {
            write_manifest(manifest, false, &mut text);
        }
        post_render_text(&text, renderer)
    });
    Ok(Rendered {
        sorted,
        notes,
        watched: rendering.watched,
        replaced: replaced.transpose()?,
    })
}

fn join_notes(mut files: Vec<RenderedFile>, wanted: Notes, chart: &str) -> String {
    let own = format!("{chart}/templates/NOTES.txt");
    files.retain(|file| match wanted {
        Notes::None => false,
        Notes::Own => file.path == own,
        Notes::All => true,
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let texts: Vec<_> = files
        .iter()
        .map(|file| String::from_utf8_lossy(&file.text))
        .collect();
    texts.join("\n")
}

/// Appends an object as release manifests hold it, or, where secrets are not shown, what stands in for one.
pub(crate) fn write_manifest(manifest: &Manifest, hide_secrets: bool, out: &mut Vec<u8>) {
    let head = &manifest.head;
    if hide_secrets && head.kind == *"Secret" && head.api_version == *"v1" {
        write_with_source(manifest.document.path(), HIDDEN, out);
    } else {
        manifest.document.write_with_source(out);
    }
}

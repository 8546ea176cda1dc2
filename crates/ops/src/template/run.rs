use std::mem::ManuallyDrop;

use steersman_manifest::{Document, Hook, Sorted, SplitRule, is_blank, trim, write_with_source};
use steersman_names::HelmDialect;
use steersman_release::check_user_labels;
use steersman_render::{
    Capabilities, KubeVersion, Mode, Release, ReleaseAction, RenderRequest, find_unused,
};

use super::show_only::select_documents;
use super::validate::{live_capabilities, tell_of_crds, validate};
use super::{
    Destination, Hooks, OutputDocument, TemplateError, TemplateFailure, TemplateOutcome,
    TemplateRequest, WriteMode,
};
use crate::capabilities::{reach_for_install, with_versions};
use crate::installable::check_installable;
use crate::rendering::{
    Afterwards, Notes, Rendered, check_release_name, render_chart, resolve_dependencies,
    write_manifest,
};
use crate::{Context, ReleaseContext};

/// Renders the chart of the request, without a cluster.
///
/// # Errors
/// See [`TemplateError`]; the failure also holds what `--debug` shows.
pub fn template(
    context: &Context<'_>,
    request: TemplateRequest,
) -> Result<TemplateOutcome, TemplateFailure> {
    run(context, None, request)
}

/// Renders the chart of the request for a cluster: templates see what it serves, and it has to know the objects and not
/// have them yet.
///
/// # Errors
/// As [`template`], and what the cluster refuses.
pub fn template_on_cluster(
    context: &ReleaseContext<'_>,
    request: TemplateRequest,
) -> Result<TemplateOutcome, TemplateFailure> {
    run(&context.base, Some(context), request)
}

fn run(
    context: &Context<'_>,
    cluster: Option<&ReleaseContext<'_>>,
    mut request: TemplateRequest,
) -> Result<TemplateOutcome, TemplateFailure> {
    let offline = build_capabilities(&request, context.dialect)?;
    check_installable(&request.chart, context)?;
    let version = cluster.map(reach_for_install).transpose()?;
    check_release_name(&request.release_name, context)?;
    let loaded = request.watch.reads.then(|| request.chart.clone());
    resolve_dependencies(
        &mut request.chart,
        &request.values,
        Afterwards::Forgotten,
        context,
    )?;
    let capabilities = match (cluster, &version) {
        (Some(cluster), Some(version)) => {
            tell_of_crds(cluster, &request);
            live_capabilities(cluster, version, &request)?
        }
        _ => offline,
    };
    check_user_labels(&request.labels)?;
    let Rendered {
        sorted,
        watched,
        replaced,
        ..
    } = match cluster.map_or_else(
        || render_sorted(&request, &capabilities, context),
        |cluster| {
            with_versions(cluster, &capabilities, |c| {
                render_sorted(&request, c, context)
            })
        },
    ) {
        Ok(rendered) => rendered,
        Err(error) => return Err(fail(&request, error, context)),
    };
    let mut outcome = write_release(&request, &sorted, replaced.as_deref());
    let checked = cluster.map_or(Ok(()), |cluster| {
        validate(cluster, &request, &outcome.stdout)
    });
    let shown = checked.map_err(TemplateError::from).and_then(|()| {
        write_hooks(&request, &sorted, &mut outcome);
        only_shown(&request, std::mem::take(&mut outcome.stdout), context)
    });
    match shown {
        Ok(stdout) => outcome.stdout = stdout,
        // The files are there before anything is looked for in what remains.
        Err(error) => {
            return Err(TemplateFailure {
                documents: outcome.documents,
                ..error.into()
            });
        }
    }
    if let (Some(loaded), Some(reads)) = (&loaded, &watched.reads) {
        outcome.unused = find_unused(loaded, &request.chart, &request.values, reads);
    }
    outcome.profile = watched.profile;
    if request.limits.leaves_memory {
        let _left = ManuallyDrop::new((request, sorted));
    }
    Ok(outcome)
}

fn build_capabilities(
    request: &TemplateRequest,
    dialect: HelmDialect,
) -> Result<Capabilities, TemplateError> {
    let mut capabilities = Capabilities::offline(dialect);
    if let Some(text) = request
        .kube_version
        .as_ref()
        .filter(|text| !text.is_empty())
    {
        capabilities.kube_version =
            KubeVersion::parse(text, dialect).map_err(|source| TemplateError::KubeVersion {
                text: text.clone(),
                source,
            })?;
    }
    if !request.api_versions.is_empty() {
        let more = request.api_versions.iter().cloned();
        capabilities.api_versions = capabilities.api_versions.and(more);
    }
    Ok(capabilities)
}

fn render_sorted(
    request: &TemplateRequest,
    capabilities: &Capabilities,
    context: &Context<'_>,
) -> Result<Rendered, TemplateError> {
    let release = Release {
        name: request.release_name.clone(),
        namespace: request.namespace.clone(),
        revision: 1,
        action: if request.is_upgrade {
            ReleaseAction::Upgrade
        } else {
            ReleaseAction::Install
        },
    };
    let rendering = RenderRequest {
        chart: &request.chart,
        values: &request.values,
        release: &release,
        capabilities,
        dialect: context.dialect,
        mode: Mode::Strict,
        skip_schema_validation: request.skip_schema_validation,
        dns: request.dns,
        limits: request.limits,
        watch: request.watch,
    };
    render_chart(
        &rendering,
        Notes::None,
        request.post_render.as_deref(),
        context,
    )
}

/// The failure, with everything that was rendered when the request wants to see it.
fn fail(request: &TemplateRequest, error: TemplateError, context: &Context<'_>) -> TemplateFailure {
    if !request.show_rendered_on_failure || !error.is_render_phase() {
        return error.into();
    }
    let mut stdout = Vec::new();
    let mut hooks: &[Hook] = &[];
    if let TemplateError::Manifest(failed) = &error {
        let partial = &failed.partial;
        for file in partial.files.iter().filter(|file| !is_blank(&file.text)) {
            write_with_source(&file.path, &file.text, &mut stdout);
        }
        hooks = &partial.sorted.hooks;
    }
    finish_manifests(&mut stdout);
    for hook in hooks.iter().filter(|hook| is_wanted(hook, request.hooks)) {
        hook.document.write_with_source(&mut stdout);
    }
    match select_documents(
        &stdout,
        &request.show_only,
        SplitRule::from(context.dialect),
    ) {
        Ok(selected) => TemplateFailure {
            stdout: selected,
            ..error.into()
        },
        // What is too malformed to be found is not worth another error.
        Err(_) => error.into(),
    }
}

fn only_shown(
    request: &TemplateRequest,
    stdout: Vec<u8>,
    context: &Context<'_>,
) -> Result<Vec<u8>, TemplateError> {
    if request.show_only.is_empty() {
        return Ok(stdout);
    }
    select_documents(
        &stdout,
        &request.show_only,
        SplitRule::from(context.dialect),
    )
    .map_err(TemplateError::NotFound)
}

fn is_wanted(hook: &Hook, hooks: Hooks) -> bool {
    match hooks {
        Hooks::All => true,
        Hooks::WithoutTests => !hook.is_test(),
        Hooks::None => false,
    }
}

/// The manifests in their order.
fn write_release(
    request: &TemplateRequest,
    sorted: &Sorted,
    replaced: Option<&[u8]>,
) -> TemplateOutcome {
    let crds = if request.include_crds {
        request.chart.crds()
    } else {
        Vec::new()
    };
    if request.destination == Destination::Stream {
        let objects = sorted.manifests.iter().map(|manifest| &manifest.document);
        let hooks = sorted.hooks.iter().map(|hook| &hook.document);
        let bytes = objects
            .chain(hooks)
            .map(|document| document.path().len() + document.text().len() + 32);
        let mut stdout = Vec::with_capacity(bytes.sum());
        for crd in crds {
            write_with_source(&crd.path, &crd.file.data, &mut stdout);
        }
        match replaced {
            Some(text) => stdout.extend_from_slice(text),
            None => sorted
                .manifests
                .iter()
                .for_each(|manifest| write_manifest(manifest, request.hide_secrets, &mut stdout)),
        }
        return TemplateOutcome {
            stdout,
            ..TemplateOutcome::default()
        };
    }
    let mut documents = Documents::of(request, Vec::new());
    for crd in crds {
        documents.push_raw(&crd.path, &crd.file.data);
    }
    for manifest in &sorted.manifests {
        documents.push(&manifest.document);
    }
    TemplateOutcome {
        documents: documents.list,
        ..TemplateOutcome::default()
    }
}

/// Ends the manifests, and appends the hooks in their order.
fn write_hooks(request: &TemplateRequest, sorted: &Sorted, outcome: &mut TemplateOutcome) {
    finish_manifests(&mut outcome.stdout);
    let hooks = sorted
        .hooks
        .iter()
        .filter(|hook| is_wanted(hook, request.hooks))
        .map(|hook| &hook.document);
    if request.destination == Destination::Stream {
        hooks.for_each(|document| document.write_with_source(&mut outcome.stdout));
        return;
    }
    let mut documents = Documents::of(request, std::mem::take(&mut outcome.documents));
    for document in hooks {
        documents.push(document);
        if let Some(last) = documents.list.last_mut() {
            last.mode = WriteMode::AppendIfExists;
            last.is_hook = true;
        }
    }
    outcome.documents = documents.list;
}

/// Cuts white space around the manifests as a whole; one line end stays, even of nothing.
fn finish_manifests(out: &mut Vec<u8>) {
    let trimmed = trim(out).len();
    // Nothing to cut at the start: it is empty or begins with a separator.
    out.truncate(trimmed);
    out.push(b'\n');
}

/// The documents for files, which know what was written before them.
struct Documents {
    folder: String,
    list: Vec<OutputDocument>,
}

impl Documents {
    /// The files of a request, after those that are known.
    fn of(request: &TemplateRequest, list: Vec<OutputDocument>) -> Self {
        let folder = match request.destination {
            Destination::FilesByRelease => format!("{}/", request.release_name),
            Destination::Files | Destination::Stream => String::new(),
        };
        Self { folder, list }
    }

    fn push(&mut self, document: &Document) {
        let path = format!("{}{}", self.folder, document.path());
        self.add(path, document.path(), document.text());
    }

    /// A file that is not below the folder of the release.
    fn push_raw(&mut self, path: &str, text: &[u8]) {
        self.add(path.to_owned(), path, text);
    }

    fn add(&mut self, path: String, source: &str, text: &[u8]) {
        let mut bytes = Vec::new();
        write_with_source(source, text, &mut bytes);
        let seen = self.list.iter().any(|earlier| earlier.path == path);
        let mode = if seen {
            WriteMode::Append
        } else {
            WriteMode::Truncate
        };
        self.list.push(OutputDocument {
            path,
            bytes,
            mode,
            is_hook: false,
        });
    }
}

use steersman_plan::{Owner, Resource};
use steersman_release::{ApplyMethod, Info, Release, Status, check_user_labels};
use steersman_render::{Capabilities, ReleaseAction};

use super::{InstallRequest, OnNameInUse};
use crate::capabilities::{capabilities, reach_for_install, with_versions};
use crate::crds::{CrdPolicy, bring_crds};
use crate::interrupted::{Found, OnInterrupted, close, find, is_same_work, read_history, tell};
use crate::lease::Keeper;
use crate::objects::release_objects;
use crate::ownership::existing;
use crate::record::Rendering;
use crate::rendering::{Afterwards, check_release_name, render_release, resolve_dependencies};
use crate::settings::{ServerSide, Trial, WaitSettings, WriteSettings};
use crate::uninstall::{UninstallRequest, uninstall_held};
use crate::upgrade::add_missing;
use crate::{Level, ReleaseContext, ReleaseError};

/// An installation up to the first thing that is written, definitions of resources aside.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The record.
    pub(super) release: Release,
    /// What there was of that name.
    pub(super) before: Before,
    /// What is to be made.
    pub(super) resources: Vec<Resource>,
    /// What of it is there already.
    pub(super) adopted: Vec<Resource>,
    /// What the request says about the rest.
    pub(super) rest: Rest,
}

/// What is left of a request once the chart is rendered.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    pub(super) description: Option<String>,
    pub(super) namespaces: super::Namespaces,
    pub(super) hooks: crate::settings::RunHooks,
    pub(super) write: WriteSettings,
    pub(super) wait: WaitSettings,
    pub(super) undo_on_failure: bool,
}

/// How the objects of a new release are written.
pub(super) fn method(write: WriteSettings) -> ApplyMethod {
    match write.server_side {
        ServerSide::Off => ApplyMethod::ClientSide,
        ServerSide::Auto | ServerSide::On => ApplyMethod::ServerSide,
    }
}

/// What there was of the name before an installation.
#[derive(Debug, Default)]
pub(super) enum Before {
    /// Nothing that matters.
    #[default]
    Nothing,
    /// A revision whose history goes on.
    Replaced(Box<Release>),
    /// An installation that was cut off.
    CutOff(Box<Release>),
    /// The same installation, which goes on: its record is stored.
    Resumed,
}

pub(super) fn prepare(
    context: &ReleaseContext<'_>,
    mut request: InstallRequest,
    keeper: Option<&Keeper>,
) -> Result<Prepared, ReleaseError> {
    let asks = request.common.trial != Trial::Client;
    let version = if asks {
        Some(reach_for_install(context)?)
    } else {
        None
    };
    if request.common.trial == Trial::No && request.render.hide_secrets {
        let error = ReleaseError::HiddenForReal;
        context.log(Level::Error, &error.to_string(), &[]);
        return Err(error);
    }
    check_release_name(&request.common.release_name, &context.base)?;
    let mut before = if request.common.trial == Trial::No {
        look_before(context, &request, keeper)?
    } else {
        Before::Nothing
    };
    resolve_dependencies(
        &mut request.chart,
        &request.values,
        Afterwards::Stored,
        &context.base,
    )?;
    if asks && request.crds != CrdPolicy::Skip {
        bring_chart_crds(context, &request)?;
    }
    let capabilities = match &version {
        Some(version) => capabilities(context, version)?,
        None => Capabilities::offline(context.base.dialect),
    };
    let mut release = render(context, &mut request, &capabilities)?;
    let mut left_over = Vec::new();
    if let Before::CutOff(begun) = &before {
        if request.common.on_interrupted == OnInterrupted::Resume && is_same_work(&release, begun) {
            tell(context, begun, "going on with it");
            release = (**begun).clone();
            before = Before::Resumed;
        } else {
            left_over = build_all(context, begun)?;
            before = Before::Replaced(Box::new(close(context, begun)?));
        }
    }
    let owner = Owner {
        name: &release.name,
        namespace: &release.namespace,
    };
    let mut resources = Vec::new();
    let mut adopted = Vec::new();
    if asks {
        resources = build_all(context, &release)?;
        for resource in &mut resources {
            owner.mark(&mut resource.object);
        }
        let owner = (!request.common.write.take_ownership).then_some(owner);
        adopted = existing(context, &resources, owner).map_err(ReleaseError::not_installable)?;
        // What an installation left that was cut off is there too, and may not be wanted any more.
        if !left_over.is_empty() {
            add_missing(&mut adopted, left_over);
        }
    }
    Ok(Prepared {
        release,
        before,
        resources,
        adopted,
        rest: Rest {
            description: request.common.description,
            namespaces: request.namespaces,
            hooks: request.common.hooks,
            write: request.common.write,
            wait: request.common.wait,
            undo_on_failure: request.undo_on_failure,
        },
    })
}

/// What there is of that name.
///
/// # Errors
/// [`ReleaseError::NameInUse`] when it can not be replaced.
fn look_before(
    context: &ReleaseContext<'_>,
    request: &InstallRequest,
    keeper: Option<&Keeper>,
) -> Result<Before, ReleaseError> {
    // A history that can not be read shows when the record is made.
    let history = read_history(context, &request.common.release_name).unwrap_or_default();
    let Found {
        history,
        is_cut_off,
    } = find(context, history, keeper, request.common.on_interrupted)?;
    let Some(last) = history.last() else {
        return Ok(Before::Nothing);
    };
    let status = last.info.status;
    if is_cut_off && status == Status::Uninstalling
        || is_cut_off
            && status == Status::PendingInstall
            && request.common.on_interrupted == OnInterrupted::RollBack
    {
        let mut uninstall = UninstallRequest::new(&last.name, &last.namespace);
        uninstall.common.wait = request.common.wait;
        uninstall_held(context, &uninstall, keeper)?;
        return Ok(Before::Nothing);
    }
    if is_cut_off && status == Status::PendingInstall {
        return Ok(Before::CutOff(Box::new(last.clone())));
    }
    let replaceable = matches!(status, Status::Uninstalled | Status::Failed);
    if replaceable && request.on_name_in_use == OnNameInUse::Replace {
        return Ok(Before::Replaced(Box::new(last.clone())));
    }
    context.log(
        Level::Error,
        "release name check failed",
        &[("error", "cannot reuse a name that is still in use")],
    );
    Err(ReleaseError::NameInUse)
}

/// The objects of a revision.
pub(crate) fn build_all(
    context: &ReleaseContext<'_>,
    release: &Release,
) -> Result<Vec<Resource>, ReleaseError> {
    release_objects(
        context,
        release,
        |_| "unable to build kubernetes objects from release manifest",
    )
}

/// Says that templates may count on definitions that are not there.
pub(crate) fn warn_of_crds(context: &ReleaseContext<'_>) {
    context.log(
        Level::Warn,
        "This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies.",
        &[],
    );
}

fn bring_chart_crds(
    context: &ReleaseContext<'_>,
    request: &InstallRequest,
) -> Result<(), ReleaseError> {
    if request.chart.crds().is_empty() {
        return Ok(());
    }
    if request.common.trial != Trial::No {
        warn_of_crds(context);
        return Ok(());
    }
    let method = method(request.common.write);
    bring_crds(
        context,
        &request.chart,
        request.crds,
        (method, request.common.write),
        request.common.wait,
    )
}

fn render(
    context: &ReleaseContext<'_>,
    request: &mut InstallRequest,
    capabilities: &Capabilities,
) -> Result<Release, ReleaseError> {
    let seen = steersman_render::Release {
        name: request.common.release_name.clone(),
        namespace: request.common.namespace.clone(),
        revision: 1,
        action: ReleaseAction::Install,
    };
    let rendering = if let Some(known) = request.rendering.take() {
        known
    } else {
        let inputs = (&request.chart, &request.values);
        let settings = &request.render;
        let rendered = with_versions(context, capabilities, |capabilities| {
            render_release(inputs, &seen, settings, capabilities, &context.base)
        })?;
        Rendering::of(rendered, settings.hide_secrets)
    };
    check_user_labels(&request.labels)?;
    let now = context.clock.now();
    Ok(Release {
        name: request.common.release_name.clone(),
        namespace: request.common.namespace.clone(),
        version: 1,
        info: Info {
            first_deployed: Some(now),
            last_deployed: Some(now),
            status: Status::PendingInstall,
            description: "Initial install underway".to_owned(),
            notes: rendering.notes,
            ..Info::default()
        },
        manifest: rendering.manifest,
        hooks: rendering.hooks,
        chart: std::mem::take(&mut request.chart),
        config: std::mem::take(&mut request.values),
        apply_method: Some(method(request.common.write)),
        labels: std::mem::take(&mut request.labels),
        ..Release::default()
    })
}

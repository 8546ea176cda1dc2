//! Custom resource definitions below `crds/`, which come before everything else.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use steersman_chart::Chart;
use steersman_plan::{Answer, Call, ClusterError, Object, Resource, build};
use steersman_release::ApplyMethod;

use crate::apply::{CreateOptions, UpdateOptions, create_all, update_all};
use crate::release_error::CrdError;
use crate::settings::{WaitSettings, WaitStrategy, WriteSettings};
use crate::waiting::wait_until_ready;
use crate::{ApplyError, Level, ReleaseContext, ReleaseError};

/// How long the server has to serve the new kinds.
const TIMEOUT: Duration = Duration::from_mins(1);

/// What becomes of the files of a chart below `crds/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CrdPolicy {
    /// Helm's way to install: all are sent as everything else is, so that server-side apply changes those that are there.
    #[default]
    Install,
    /// Definitions that are not there are made; those that are there stay as they are.
    Create,
    /// Definitions are made or changed by server-side apply, unless objects could be lost by it.
    Apply,
    /// They are left out.
    Skip,
}

/// Makes or changes the definitions of a chart, as the policy says.
///
/// # Errors
/// The first file that can not be brought in. What the policy refuses is found before anything is written.
pub(crate) fn bring_crds(
    context: &ReleaseContext<'_>,
    chart: &Chart,
    policy: CrdPolicy,
    (method, write): (ApplyMethod, WriteSettings),
    wait: WaitSettings,
) -> Result<(), ReleaseError> {
    let force = write.force_conflicts;
    let is_new = match policy {
        CrdPolicy::Skip => false,
        CrdPolicy::Install | CrdPolicy::Create => {
            let options = CreateOptions { method, force };
            install_crds(context, chart, (policy, options), wait)?
        }
        CrdPolicy::Apply => apply_crds(context, chart, force, wait)?,
    };
    if is_new {
        context.cluster.forget_kinds();
    }
    Ok(())
}

fn failed(file: &str, source: CrdError) -> ReleaseError {
    ReleaseError::Crd {
        file: file.to_owned(),
        source: Box::new(source),
    }
}

/// Brings the definitions of a chart into the state that the chart wants. Whether there were any.
fn apply_crds(
    context: &ReleaseContext<'_>,
    chart: &Chart,
    force_conflicts: bool,
    wait: WaitSettings,
) -> Result<bool, ReleaseError> {
    let mut files = Vec::new();
    for crd in chart.crds() {
        let name = &crd.file.name;
        let resources = build(context.cluster, &crd.file.data, "default")
            .map_err(|error| failed(name, error.into()))?;
        if resources.is_empty() {
            return Err(failed(name, CrdError::NoObjects));
        }
        check_files(context, &resources).map_err(|error| failed(name, error))?;
        files.push((name.clone(), resources));
    }
    let options = UpdateOptions {
        method: ApplyMethod::ServerSide,
        force_conflicts,
        force_replace: false,
        three_way_for_custom: false,
        migrate_fields: true,
        track_created: false,
    };
    for (name, resources) in &files {
        update_all(context, resources, resources, options).map_err(|failure| {
            let error: ApplyError = *failure.error;
            failed(name, error.into())
        })?;
    }
    let all: Vec<Resource> = files.into_iter().flat_map(|(_, all)| all).collect();
    wait_until_served(context, &all, wait)?;
    Ok(!all.is_empty())
}

/// Refuses what would lose objects.
fn check_files(context: &ReleaseContext<'_>, resources: &[Resource]) -> Result<(), CrdError> {
    let lives = live_objects(context, resources)?;
    for (resource, live) in resources.iter().zip(lives) {
        if let Some(live) = live {
            check_crd(&live, &resource.object)?;
        }
    }
    Ok(())
}

/// Those of the objects that are not there.
fn missing(
    context: &ReleaseContext<'_>,
    resources: Vec<Resource>,
) -> Result<Vec<Resource>, CrdError> {
    let lives = live_objects(context, &resources)?;
    let all = resources.into_iter().zip(lives);
    Ok(all
        .filter(|(_, live)| live.is_none())
        .map(|(resource, _)| resource)
        .collect())
}

/// What is there of each of the objects.
fn live_objects(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
) -> Result<Vec<Option<Object>>, CrdError> {
    let calls = resources.iter().map(|r| Call::Get(r.target.clone()));
    let answers = context.cluster.send(calls.collect());
    let read = |(resource, answer): (&Resource, Result<Answer, ClusterError>)| match answer {
        Ok(answer) => Ok(answer.into_object()),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(CrdError::Unknown(resource.target.name.clone(), error)),
    };
    resources.iter().zip(answers).map(read).collect()
}

/// Refuses a definition that drops a version objects are stored in, or that means other objects.
///
/// # Errors
/// [`CrdError::StoredVersion`], [`CrdError::Changed`]
fn check_crd(live: &Object, wanted: &Object) -> Result<(), CrdError> {
    if wanted.kind() != "CustomResourceDefinition" {
        return Ok(());
    }
    let name = || wanted.name().to_owned();
    let fields: [(&'static str, &[&str]); 4] = [
        ("spec.group", &["spec", "group"]),
        ("spec.scope", &["spec", "scope"]),
        ("spec.names.kind", &["spec", "names", "kind"]),
        ("spec.names.plural", &["spec", "names", "plural"]),
    ];
    for (field, path) in fields {
        let (before, after) = (live.text(path), wanted.text(path));
        if before != after {
            return Err(CrdError::Changed {
                name: name(),
                field,
                before: before.to_owned(),
                after: after.to_owned(),
            });
        }
    }
    let list = |object: &Object, path: &[&str]| -> Vec<Value> {
        let found = object.at(path).and_then(Value::as_array);
        found.cloned().unwrap_or_default()
    };
    let versions = list(wanted, &["spec", "versions"]);
    let stored = list(live, &["status", "storedVersions"]);
    for version in stored.iter().filter_map(Value::as_str) {
        let stays = versions
            .iter()
            .any(|wanted| wanted.get("name").and_then(Value::as_str) == Some(version));
        if !stays {
            return Err(CrdError::StoredVersion {
                name: name(),
                version: version.to_owned(),
            });
        }
    }
    Ok(())
}

/// Makes the definitions of a chart, file by file, and waits until the server serves them. Whether there were any.
///
/// # Errors
/// The first file that can not be installed; definitions that are not served.
fn install_crds(
    context: &ReleaseContext<'_>,
    chart: &Chart,
    (policy, options): (CrdPolicy, CreateOptions),
    wait: WaitSettings,
) -> Result<bool, ReleaseError> {
    let mut made = Vec::new();
    for crd in chart.crds() {
        let failed = |source: CrdError| failed(&crd.file.name, source);
        // Kinds without a namespace do not care which one is given.
        let mut resources = build(context.cluster, &crd.file.data, "default")
            .map_err(|error| failed(error.into()))?;
        if resources.is_empty() {
            return Err(failed(CrdError::NoObjects));
        }
        let skip = || {
            context.log(
                Level::Debug,
                "CRD is already present. Skipping",
                &[("crd", &crd.file.name)],
            );
        };
        if policy == CrdPolicy::Create {
            resources = missing(context, resources).map_err(failed)?;
            if resources.is_empty() {
                skip();
                continue;
            }
        }
        match create_all(context, &resources, options) {
            Ok(()) => made.extend(resources),
            Err(error) if error.is_already_exists() => skip(),
            Err(error) => return Err(failed(error.into())),
        }
    }
    if made.is_empty() {
        return Ok(false);
    }
    wait_until_served(context, &made, wait)?;
    Ok(true)
}

fn wait_until_served(
    context: &ReleaseContext<'_>,
    made: &[Resource],
    wait: WaitSettings,
) -> Result<(), ReleaseError> {
    let strategy = match wait.strategy {
        WaitStrategy::HookOnly => WaitStrategy::Watcher,
        other => other,
    };
    let wait = WaitSettings {
        strategy,
        jobs: false,
        timeout: TIMEOUT,
    };
    wait_until_ready(context, made, wait)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use steersman_plan::Object;

    use super::check_crd;

    fn definition(scope: &str, kind: &str, versions: &[&str], stored: &[&str]) -> Object {
        let versions: Vec<Value> = versions.iter().map(|name| json!({"name": name})).collect();
        let value = json!({
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "things.example.com"},
            "spec": {
                "group": "example.com",
                "scope": scope,
                "names": {"kind": kind, "plural": "things"},
                "versions": versions,
            },
            "status": {"storedVersions": stored},
        });
        serde_json::from_value(value).expect("it is an object")
    }

    #[test]
    fn definitions_that_would_lose_objects_are_refused() {
        let live = definition("Namespaced", "Thing", &["v1", "v2"], &["v1", "v2"]);
        let cases = [
            (
                definition("Namespaced", "Thing", &["v1", "v2", "v3"], &[]),
                "",
            ),
            (
                definition("Namespaced", "Thing", &["v2"], &[]),
                "version \"v1\" would be dropped",
            ),
            (
                definition("Cluster", "Thing", &["v1", "v2"], &[]),
                "spec.scope would change",
            ),
            (
                definition("Namespaced", "Other", &["v1", "v2"], &[]),
                "spec.names.kind would change",
            ),
        ];
        for (wanted, message) in cases {
            let refused = check_crd(&live, &wanted)
                .err()
                .map(|error| error.to_string());
            let refused = refused.unwrap_or_default();
            assert!(refused.contains(message), "{refused}");
            assert_eq!(refused.is_empty(), message.is_empty(), "{refused}");
        }
    }
}

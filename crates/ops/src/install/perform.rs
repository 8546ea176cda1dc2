use serde_json::json;
use steersman_manifest::HookEvent;
use steersman_plan::{Gvk, Object, ObjectRef, Resource};
use steersman_release::{ApplyMethod, Status};

use super::Namespaces;
use super::prepare::{Before, Prepared, method};
use crate::apply::{CreateOptions, UpdateOptions, create_all, update_all};
use crate::hooks::{HookOptions, run_event};
use crate::waiting::wait_until_ready;
use crate::{Level, ReleaseContext, ReleaseError};

/// Makes the namespace where that is asked for, and closes the revision that is replaced.
pub(super) fn make_room(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
) -> Result<(), ReleaseError> {
    if prepared.rest.namespaces == Namespaces::Create {
        let options = CreateOptions {
            method: method(prepared.rest.write),
            force: false,
        };
        match create_all(context, &[namespace(&prepared.release.namespace)], options) {
            Err(error) if !error.is_already_exists() => return Err(error.into()),
            _ => {}
        }
    }
    let Before::Replaced(last) = &prepared.before else {
        return Ok(());
    };
    let mut last = last.clone();
    prepared.release.version = last.version + 1;
    if last.info.status != Status::Failed {
        last.info.status = Status::Superseded;
        "superseded by new release".clone_into(&mut last.info.description);
        context.releases.update(&last)?;
    }
    Ok(())
}

fn namespace(name: &str) -> Resource {
    let mut object = Object::default();
    let fields = [
        ("apiVersion", json!("v1")),
        ("kind", json!("Namespace")),
        ("metadata", json!({"name": name, "labels": {"name": name}})),
    ];
    for (key, value) in fields {
        object.0.insert(key.to_owned(), value);
    }
    let target = ObjectRef {
        gvk: Gvk::new("v1", "Namespace"),
        namespace: None,
        name: name.to_owned(),
    };
    Resource { target, object }
}

/// Runs hooks, makes objects and waits, as far as asked for. The record is stored before.
pub(super) fn perform(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
) -> Result<(), ReleaseError> {
    let rest = prepared.rest.clone();
    let method = method(rest.write);
    let hooks = HookOptions {
        run: rest.hooks,
        method,
        wait: rest.wait,
        since: prepared.release.info.last_deployed,
    };
    run_event(context, &mut prepared.release, HookEvent::PreInstall, hooks)
        .map_err(|error| error.during("failed pre-install"))?;
    write_objects(context, prepared, method)?;
    wait_until_ready(context, &prepared.resources, rest.wait)?;
    let release = &mut prepared.release;
    run_event(context, release, HookEvent::PostInstall, hooks)
        .map_err(|error| error.during("failed post-install"))?;
    let info = &mut prepared.release.info;
    info.status = Status::Deployed;
    info.description = rest
        .description
        .unwrap_or_else(|| "Install complete".to_owned());
    if let Err(error) = context.releases.update(&prepared.release) {
        context.log(
            Level::Error,
            "failed to record the release",
            &[("error", &error.to_string())],
        );
    }
    Ok(())
}

fn write_objects(
    context: &ReleaseContext<'_>,
    prepared: &Prepared,
    method: ApplyMethod,
) -> Result<(), ReleaseError> {
    let write = prepared.rest.write;
    if prepared.adopted.is_empty() {
        let options = CreateOptions {
            method,
            force: false,
        };
        return Ok(create_all(context, &prepared.resources, options)?);
    }
    let options = UpdateOptions {
        method,
        force_conflicts: write.force_conflicts,
        force_replace: write.force_replace,
        three_way_for_custom: write.take_ownership && method == ApplyMethod::ClientSide,
        migrate_fields: true,
        track_created: false,
    }
    .check()
    .map_err(ReleaseError::Options)?;
    match update_all(context, &prepared.adopted, &prepared.resources, options) {
        Ok(_) => Ok(()),
        Err(failure) => Err(failure.error.into()),
    }
}

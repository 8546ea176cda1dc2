use steersman_plan::Resource;
use steersman_release::{History, Query, StoreError};

use super::objects::{Sorting, sort_objects};
use super::{UninstallOutcome, UninstallRequest};
use crate::{Level, ReleaseContext, ReleaseError};

/// Tells what uninstalling would do.
pub(super) fn try_out(
    context: &ReleaseContext<'_>,
    request: &UninstallRequest,
) -> Result<UninstallOutcome, ReleaseError> {
    let query = Query {
        name: Some(&request.common.release_name),
        status: None,
    };
    let history = History::new(context.releases.query(&query)?);
    let Some(release) = history.last() else {
        if request.ignore_not_found {
            return Ok(UninstallOutcome::default());
        }
        return Err(StoreError::NotFound.into());
    };
    let mut kept = String::new();
    if let Ok(sorting) = sort_objects(context, release, &[]) {
        tell(context, &release.name, &sorting);
        kept = sorting.kept_text();
    }
    Ok(UninstallOutcome {
        release: Some(release.clone()),
        kept,
    })
}

fn tell(context: &ReleaseContext<'_>, release: &str, sorting: &Sorting) {
    let head = |level, message: &str, count: usize| {
        if count > 0 {
            let count = count.to_string();
            context.log(level, message, &[("release", release), ("count", &count)]);
        }
    };
    let one = |level, message: &str, resource: &Resource, error: Option<&str>| {
        let target = &resource.target;
        let mut fields = vec![
            ("kind", target.gvk.kind.as_str()),
            ("name", target.name.as_str()),
            ("namespace", target.namespace.as_deref().unwrap_or_default()),
        ];
        fields.extend(error.map(|error| ("error", error)));
        context.log(level, message, &fields);
    };
    head(
        Level::Warn,
        "dry-run: resources would be skipped because they are not owned by this release",
        sorting.foreign.len(),
    );
    for resource in &sorting.foreign {
        one(Level::Warn, "dry-run: would skip resource", resource, None);
    }
    head(
        Level::Warn,
        "dry-run: resources would be skipped because their ownership could not be verified",
        sorting.unverified.len(),
    );
    for (resource, error) in &sorting.unverified {
        one(
            Level::Warn,
            "dry-run: would skip resource (ownership could not be verified)",
            resource,
            Some(&error.to_string()),
        );
    }
    head(
        Level::Debug,
        "dry-run: resources would be deleted",
        sorting.owned.len(),
    );
    for resource in &sorting.owned {
        one(
            Level::Debug,
            "dry-run: would delete resource",
            resource,
            None,
        );
    }
}

use steersman_manifest::HookEvent;
use steersman_names::ReleaseName;
use steersman_release::{ApplyMethod, History, Query, Release, StoreError};

use super::TestRequest;
use crate::capabilities::reach;
use crate::hooks::{HookOptions, HooksRun, finish_hooks, order_of, run_places};
use crate::lease::with_lease;
use crate::waiting::tell_evidence;
use crate::{ReleaseContext, ReleaseError, RunHooks, WaitSettings, WaitStrategy};

/// A release whose tests ran. Their objects are there until [`Tested::finish`], so that their logs can be had.
#[derive(Debug)]
pub struct Tested {
    /// The release, with what its tests came to.
    pub release: Release,
    run: HooksRun,
    options: HookOptions,
}

impl Tested {
    /// What failed, if anything did.
    pub fn failure(&self) -> Option<&ReleaseError> {
        self.run.result.as_ref().err()
    }

    /// Cleans up as the policies of the tests say.
    ///
    /// # Errors
    /// The test that failed, or what went wrong while cleaning up.
    pub fn finish(self, context: &ReleaseContext<'_>) -> Result<(), ReleaseError> {
        finish_hooks(context, &self.release, self.run, self.options)
    }
}

/// Runs tests of a release.
///
/// # Errors
/// See [`ReleaseError`]; that a test failed is part of the result.
pub fn test(context: &ReleaseContext<'_>, request: &TestRequest) -> Result<Tested, ReleaseError> {
    reach(context)?;
    let name = &request.release_name;
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "releaseTest: Release name is invalid: {name}"
        )));
    }
    with_lease(context, &request.namespace, name, "test", |_| {
        let query = Query {
            name: Some(name),
            status: None,
        };
        let history = History::new(context.releases.query(&query)?);
        let release = history.into_last().ok_or(StoreError::NotFound)?;
        Ok(run_tests(context, request, release))
    })
}

fn run_tests(context: &ReleaseContext<'_>, request: &TestRequest, mut release: Release) -> Tested {
    // Helm puts the hooks that are left out before the others, and keeps them so.
    let wanted = |name: &str| request.filter.wants(name);
    release.hooks.sort_by_key(|hook| wanted(&hook.name));
    let mut order = order_of(&release, HookEvent::Test);
    order.retain(|place| wanted(&release.hooks[*place].name));
    let options = HookOptions {
        run: RunHooks::Yes,
        method: release.apply_method.unwrap_or(ApplyMethod::ClientSide),
        wait: WaitSettings {
            strategy: WaitStrategy::Watcher,
            timeout: request.timeout,
            ..WaitSettings::default()
        },
        since: None,
    };
    let mut run = run_places(context, &mut release, order, HookEvent::Test, options);
    if let Err(error) = &run.result {
        let _told = tell_evidence(context, &release, error);
    }
    let stored = context.releases.update(&release);
    if run.result.is_ok()
        && let Err(error) = stored
    {
        run.result = Err(error.into());
    }
    Tested {
        release,
        run,
        options,
    }
}

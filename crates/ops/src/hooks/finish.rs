use steersman_plan::Propagation;
use steersman_release::Release;

use super::logs::show_logs;
use super::policy;
use super::run::{HookOptions, HooksRun};
use crate::apply::delete_all;
use crate::objects::hook_objects;
use crate::release_error::full_text;
use crate::waiting::wait_until_gone;
use crate::{Level, ReleaseContext, ReleaseError};

/// Shows the logs of hooks that ran and deletes their objects, as their policies say.
///
/// # Errors
/// The failure of the run, or what went wrong afterwards.
pub(crate) fn finish_hooks(
    context: &ReleaseContext<'_>,
    release: &Release,
    run: HooksRun,
    options: HookOptions,
) -> Result<(), ReleaseError> {
    match run.result {
        Ok(()) => {
            for place in run.order.into_iter().rev() {
                tell_failed_logs(
                    context,
                    show_logs(context, release, place, policy::SUCCEEDED),
                );
                delete_by_policy(context, release, place, policy::SUCCEEDED, options)?;
            }
            Ok(())
        }
        Err(error) if run.failed_running => {
            let Some((failed, earlier)) = run.order.split_last() else {
                return Err(error);
            };
            tell_failed_logs(
                context,
                show_logs(context, release, *failed, policy::FAILED),
            );
            if let Err(error) = delete_by_policy(context, release, *failed, policy::FAILED, options)
            {
                let text = format!(
                    "error deleting the hook resource on hook failure: {}",
                    full_text(&error)
                );
                context.log(Level::Info, &text, &[]);
            }
            for place in earlier {
                delete_by_policy(context, release, *place, policy::SUCCEEDED, options)?;
            }
            Err(error)
        }
        Err(error) => Err(error),
    }
}

fn tell_failed_logs(context: &ReleaseContext<'_>, result: Result<(), String>) {
    if let Err(error) = result {
        let text = format!("error outputting logs for hook failure: {error}");
        context.log(Level::Info, &text, &[]);
    }
}

/// Deletes the objects of a hook if it has the policy. Custom resource definitions stay: too much hangs on them.
pub(super) fn delete_by_policy(
    context: &ReleaseContext<'_>,
    release: &Release,
    place: usize,
    policy: &str,
    options: HookOptions,
) -> Result<(), ReleaseError> {
    let hook = &release.hooks[place];
    if hook.kind == "CustomResourceDefinition"
        || !hook.delete_policies.iter().any(|own| own == policy)
    {
        return Ok(());
    }
    let resources = hook_objects(context, release, place, "deleting hook")?;
    let errors = delete_all(context, &resources, Propagation::Background);
    if !errors.is_empty() {
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        return Err(ReleaseError::Undoing(texts.join("; ")));
    }
    wait_until_gone(context, &resources, options.wait)?;
    Ok(())
}

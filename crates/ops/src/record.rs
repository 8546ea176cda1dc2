//! From what was rendered to the record of a revision.

use steersman_manifest::{DeletePolicy, LogPolicy, Sorted};
use steersman_release::{Hook, Release};

use crate::rendering::{Rendered, write_manifest};
use crate::{Level, ReleaseContext};

/// What the templates of a release rendered to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendering {
    /// The objects.
    pub manifest: String,
    /// The hooks.
    pub hooks: Vec<Hook>,
    /// The notes.
    pub notes: String,
}

impl Rendering {
    /// What a record holds of it.
    pub(crate) fn of(rendered: Rendered, hide_secrets: bool) -> Self {
        Self {
            manifest: match &rendered.replaced {
                Some(text) => String::from_utf8_lossy(text).into_owned(),
                None => manifest_text(&rendered.sorted, hide_secrets),
            },
            hooks: record_hooks(&rendered.sorted),
            notes: rendered.notes,
        }
    }
}

/// Writes a revision over the one that is stored; that it failed is only told, because something else is going on.
pub(crate) fn record(context: &ReleaseContext<'_>, release: &Release) {
    if let Err(error) = context.releases.update(release) {
        context.log(
            Level::Warn,
            "failed to update release",
            &[
                ("name", &release.name),
                ("revision", &release.version.to_string()),
                ("error", &error.to_string()),
            ],
        );
    }
}

/// The manifest that a record holds.
fn manifest_text(sorted: &Sorted, hide_secrets: bool) -> String {
    let mut text = Vec::new();
    for manifest in &sorted.manifests {
        write_manifest(manifest, hide_secrets, &mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// The hooks that a record holds.
fn record_hooks(sorted: &Sorted) -> Vec<Hook> {
    let hook = |hook: &steersman_manifest::Hook| Hook {
        name: hook.name.clone(),
        kind: hook.kind.clone(),
        path: hook.document.path().to_owned(),
        manifest: String::from_utf8_lossy(hook.document.text()).into_owned(),
        events: hook
            .events
            .iter()
            .map(|event| event.name().to_owned())
            .collect(),
        weight: hook.weight,
        delete_policies: hook.delete_policies.iter().map(delete_word).collect(),
        output_log_policies: hook.log_policies.iter().map(log_word).collect(),
        ..Hook::default()
    };
    sorted.hooks.iter().map(hook).collect()
}

fn delete_word(policy: &DeletePolicy) -> String {
    match policy {
        DeletePolicy::HookSucceeded => "hook-succeeded",
        DeletePolicy::HookFailed => "hook-failed",
        DeletePolicy::BeforeHookCreation => "before-hook-creation",
        DeletePolicy::Unknown(word) => word,
    }
    .to_owned()
}

fn log_word(policy: &LogPolicy) -> String {
    match policy {
        LogPolicy::HookSucceeded => "hook-succeeded",
        LogPolicy::HookFailed => "hook-failed",
        LogPolicy::Unknown(word) => word,
    }
    .to_owned()
}

//! The flags that `template` shares with commands which install.

use crate::command::{Candidates, CompletionRequest, Directive, Flag, FlagKind};

use crate::commands::complete::{charts, versions_of};
use crate::commands::groups::VERSION;

/// Flags that say how a chart is installed. `template` accepts them all, whether they matter to it or not.
#[rustfmt::skip]
pub(in crate::commands) const INSTALL: &[Flag] = &[
    Flag::switch("atomic", "deprecated").deprecated("use --rollback-on-failure instead"),
    Flag::switch("create-namespace", "create the release namespace if not present"),
    Flag::switch("dependency-update", "update dependencies if they are missing before installing the chart"),
    Flag::text("description", "add a custom description"),
    Flag::switch("disable-openapi-validation", "if set, the installation process will not validate rendered templates against the Kubernetes OpenAPI Schema"),
    Flag::switch("enable-dns", "enable DNS lookups when rendering templates"),
    Flag::switch("force", "deprecated").deprecated("use --force-replace instead"),
    Flag::switch("force-conflicts", "if set server-side apply will force changes against conflicts"),
    Flag::switch("force-replace", "force resource updates by replacement"),
    Flag::switch("generate-name", "generate the name (and omit the NAME parameter)").short('g'),
    Flag::new("labels", FlagKind::Pairs, "Labels that would be added to release metadata. Should be divided by comma.").short('l'),
    Flag::switch("mirror-images", "name images as the mirror rules do, in everything that is rendered").own(),
    Flag::text("name-template", "specify template used to name the release"),
    Flag::switch("no-hooks", "prevent hooks from running during install"),
    Flag::new("post-renderer", FlagKind::PostRenderer, "the name of a postrenderer type plugin to be used for post rendering. If it exists, the plugin will be used"),
    Flag::new("post-renderer-args", FlagKind::PostRendererArgs, "an argument to the post-renderer (can specify multiple)"),
    Flag::switch("replace", "reuse the given name, only if that name is a deleted release which remains in the history. This is unsafe in production"),
    Flag::switch("rollback-on-failure", "if set, {product} will rollback (uninstall) the installation upon failure. The --wait flag will be default to \"watcher\" if --rollback-on-failure is set"),
    Flag::switch("server-side", "object updates run in the server instead of the client").or("true"),
    Flag::switch("skip-crds", "if set, no CRDs will be installed. By default, CRDs are installed if not already present"),
    Flag::switch("skip-schema-validation", "if set, disables JSON schema validation"),
    Flag::switch("take-ownership", "if set, install will ignore the check for helm annotations and take ownership of the existing resources"),
    Flag::new("timeout", FlagKind::Duration, "time to wait for any individual Kubernetes operation (like Jobs for hooks)").or("5m0s"),
    Flag::new("wait", FlagKind::WaitStrategy, "wait until resources are ready (up to --timeout). Use '--wait' alone for 'watcher' strategy, or specify one of: 'watcher', 'hookOnly', 'legacy'. Default when flag is omitted: 'hookOnly'.").or("hookOnly").bare("watcher"),
    Flag::switch("wait-for-jobs", "if set and --wait enabled, will wait until all Jobs have been completed before marking the release as successful. It will wait for as long as --timeout"),
];

/// The version of the chart, which stands after the name of the release unless that is generated.
pub(in crate::commands) const INSTALL_VERSION: &[Flag] = &[VERSION.complete(complete_version)];

fn chart_place(request: &CompletionRequest<'_>) -> usize {
    usize::from(!request.flags.switch("generate-name"))
}

fn complete_version(request: &CompletionRequest<'_>) -> Candidates {
    versions_of(chart_place(request), request)
}

/// Completes the chart of a command that installs.
pub(in crate::commands) fn complete_chart(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.len() == chart_place(request) {
        charts(request)
    } else {
        (Vec::new(), Directive::NO_FILES)
    }
}

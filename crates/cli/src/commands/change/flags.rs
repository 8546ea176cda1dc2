//! Flags of commands that change a cluster.

use crate::command::{Candidates, CompletionRequest, Directive, Flag, FlagKind};
use crate::commands::complete::{charts, versions_of};
use crate::commands::groups::VERSION;

/// Whether it is only tried.
pub(in crate::commands) const DRY_RUN: Flag = Flag::text("dry-run", "simulates the operation without persisting changes. Must be one of: \"none\" (default), \"client\", or \"server\". '--dry-run=none' executes the operation normally and persists changes (no simulation). '--dry-run=client' simulates the operation client-side only and avoids cluster connections. '--dry-run=server' simulates the operation on the server, requiring cluster connectivity.").or("none").bare("unset");

/// How many revisions are kept.
pub(in crate::commands) const HISTORY_MAX: Flag = Flag::new(
    "history-max",
    FlagKind::Int,
    "limit the maximum number of revisions saved per release. Use 0 for no limit",
)
.setting(|settings| settings.max_history.to_string());

/// Who computes what changes.
pub(in crate::commands) const SERVER_SIDE: Flag = Flag::text("server-side", "must be \"true\", \"false\" or \"auto\". Object updates run in the server instead of the client (\"auto\" defaults the value from the previous chart release's method)").or("auto");

fn complete_interrupted(_: &CompletionRequest<'_>) -> Candidates {
    let names = ["resume", "rollback", "fail"].map(str::to_owned);
    (names.into(), Directive::NO_FILES)
}

/// What becomes of an operation that was cut off.
pub(in crate::commands) const ON_INTERRUPTED: Flag = Flag::text("on-interrupted", "what becomes of an operation on the release that was cut off: \"resume\" goes on with it or cleans up after it, \"rollback\" undoes it first, \"fail\" leaves it").own().or("resume").complete(complete_interrupted);

fn complete_crds(_: &CompletionRequest<'_>) -> Candidates {
    let names = ["create", "apply", "skip"].map(str::to_owned);
    (names.into(), Directive::NO_FILES)
}

/// What becomes of the custom resource definitions of a chart.
pub(in crate::commands) const CRDS: Flag = Flag::text("crds", "what becomes of the custom resource definitions in the chart's folder crds: \"create\" makes those that are missing and changes none, \"apply\" also changes those that are there unless objects could be lost, \"skip\" leaves them out (an upgrade does so without the flag; an installation without it sends them as Helm does)").own().complete(complete_crds);

fn complete_events(_: &CompletionRequest<'_>) -> Candidates {
    let names = ["auto", "tree", "lines", "json", "none"].map(str::to_owned);
    (names.into(), Directive::NO_FILES)
}

/// How it is told what is waited for.
pub(in crate::commands) const EVENTS: Flag = Flag::text("events", "how standard error tells what is waited for: \"tree\" on a terminal, \"lines\", \"json\" (one object per line), or \"none\"; \"auto\" is a tree on a terminal and lines elsewhere").own().or("auto").complete(complete_events);

/// How long to wait, and for what.
#[rustfmt::skip]
pub(in crate::commands) const COMMON: &[Flag] = &[
    EVENTS,
    Flag::new("timeout", FlagKind::Duration, "time to wait for any individual Kubernetes operation (like Jobs for hooks)").or("5m0s"),
    Flag::new("wait", FlagKind::WaitStrategy, "wait until resources are ready (up to --timeout). Use '--wait' alone for 'watcher' strategy, or specify one of: 'watcher', 'hookOnly', 'legacy'. Default when flag is omitted: 'hookOnly'.").or("hookOnly").bare("watcher"),
];

/// Flags of `upgrade`.
#[rustfmt::skip]
pub(in crate::commands) const UPGRADE: &[Flag] = &[
    Flag::switch("atomic", "deprecated").deprecated("use --rollback-on-failure instead"),
    Flag::switch("cleanup-on-fail", "allow deletion of new resources created in this upgrade when upgrade fails"),
    Flag::switch("create-namespace", "if --install is set, create the release namespace if not present"),
    Flag::switch("dependency-update", "update dependencies if they are missing before installing the chart"),
    Flag::text("description", "add a custom description"),
    Flag::switch("disable-openapi-validation", "if set, the upgrade process will not validate rendered templates against the Kubernetes OpenAPI Schema"),
    Flag::switch("enable-dns", "enable DNS lookups when rendering templates"),
    Flag::switch("force", "deprecated").deprecated("use --force-replace instead"),
    Flag::switch("force-conflicts", "if set server-side apply will force changes against conflicts"),
    Flag::switch("force-replace", "force resource updates by replacement"),
    Flag::switch("hide-notes", "if set, do not show notes in upgrade output. Does not affect presence in chart metadata"),
    Flag::switch("hide-secret", "hide Kubernetes Secrets when also using the --dry-run flag"),
    Flag::switch("install", "if a release by this name doesn't already exist, run an install").short('i'),
    Flag::new("labels", FlagKind::Pairs, "Labels that would be added to release metadata. Should be separated by comma. Original release labels will be merged with upgrade labels. You can unset label using null.").short('l'),
    Flag::switch("mirror-images", "name images as the mirror rules do, in everything that is rendered").own(),
    Flag::switch("no-hooks", "disable pre/post upgrade hooks"),
    Flag::new("post-renderer", FlagKind::PostRenderer, "the name of a postrenderer type plugin to be used for post rendering. If it exists, the plugin will be used"),
    Flag::new("post-renderer-args", FlagKind::PostRendererArgs, "an argument to the post-renderer (can specify multiple)"),
    Flag::switch("render-subchart-notes", "if set, render subchart notes along with the parent"),
    Flag::switch("reset-then-reuse-values", "when upgrading, reset the values to the ones built into the chart, apply the last release's values and merge in any overrides from the command line via --set and -f. If '--reset-values' or '--reuse-values' is specified, this is ignored"),
    Flag::switch("reset-values", "when upgrading, reset the values to the ones built into the chart"),
    Flag::switch("reuse-values", "when upgrading, reuse the last release's values and merge in any overrides from the command line via --set and -f. If '--reset-values' is specified, this is ignored"),
    Flag::switch("rollback-on-failure", "if set, {product} will rollback the upgrade to previous success release upon failure. The --wait flag will be defaulted to \"watcher\" if --rollback-on-failure is set"),
    Flag::switch("skip-crds", "if set, no CRDs will be installed when an upgrade is performed with install flag enabled. By default, CRDs are installed if not already present, when an upgrade is performed with install flag enabled"),
    Flag::switch("skip-schema-validation", "if set, disables JSON schema validation"),
    Flag::switch("take-ownership", "if set, upgrade will ignore the check for helm annotations and take ownership of the existing resources"),
    Flag::switch("wait-for-jobs", "if set and --wait enabled, will wait until all Jobs have been completed before marking the release as successful. It will wait for as long as --timeout"),
    VERSION.complete(complete_version),
];

fn complete_version(request: &CompletionRequest<'_>) -> Candidates {
    versions_of(1, request)
}

/// Completes the operands of `upgrade`: a release, then a chart.
pub(in crate::commands) fn complete_upgrade(request: &CompletionRequest<'_>) -> Candidates {
    match request.operands.len() {
        0 => crate::commands::complete::releases(request),
        1 => charts(request),
        _ => (Vec::new(), Directive::NO_FILES),
    }
}

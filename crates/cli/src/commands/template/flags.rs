//! The flags that only `template` has.

use crate::command::{Candidates, CompletionRequest, Directive, Flag, FlagKind};

const NO_EFFECT: &str = "this flag has no effect for 'helm template' and will be removed in Helm 5";

fn nothing(_: &CompletionRequest<'_>) -> Candidates {
    (Vec::new(), Directive::DEFAULT)
}

#[rustfmt::skip]
pub(super) const FLAGS: &[Flag] = &[
    Flag::new("api-versions", FlagKind::Strings, "Kubernetes api versions used for Capabilities.APIVersions (multiple can be specified)").short('a'),
    Flag::text("dry-run", "simulates the operation either client-side or server-side. Must be either: \"client\", or \"server\". '--dry-run=client simulates the operation client-side only and avoids cluster connections. '--dry-run=server' simulates/validates the operation on the server, requiring cluster connectivity.").or("client").bare("unset"),
    Flag::switch("hide-notes", "").deprecated(NO_EFFECT),
    Flag::switch("include-crds", "include CRDs in the templated output"),
    Flag::switch("is-upgrade", "set .Release.IsUpgrade instead of .Release.IsInstall"),
    Flag::text("kube-version", "Kubernetes version used for Capabilities.KubeVersion"),
    Flag::text("output-dir", "writes the executed templates to files in output-dir instead of stdout"),
    Flag::text("profile", "show where the time goes, by template and by function; with a file name, also write a flame graph there").own().bare("-").complete(nothing),
    Flag::switch("release-name", "use release name in the output-dir path."),
    Flag::switch("render-subchart-notes", "").deprecated(NO_EFFECT),
    Flag::new("show-only", FlagKind::StringArray, "only show manifests rendered from the given templates").short('s'),
    Flag::switch("skip-tests", "skip tests from templated output"),
    Flag::switch("validate", "deprecated").deprecated("use '--dry-run=server' instead"),
];

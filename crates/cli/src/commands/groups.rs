//! Flags that several commands share.

use crate::command::{Candidates, CompletionRequest, Directive, Flag, FlagKind, write_record};
use crate::settings::{ColorMode, DiagnosticsMode, Settings};

fn complete_colors(_: &CompletionRequest<'_>) -> Candidates {
    let names = ColorMode::NAMES.iter().map(|(name, _)| (*name).to_owned());
    (names.collect(), Directive::NO_FILES)
}

fn complete_diagnostics(_: &CompletionRequest<'_>) -> Candidates {
    let names = DiagnosticsMode::NAMES
        .iter()
        .map(|(name, _)| (*name).to_owned());
    (names.collect(), Directive::NO_FILES)
}

fn groups_of(settings: &Settings) -> String {
    format!("[{}]", write_record(&settings.kube_as_groups))
}

fn color_of(settings: &Settings) -> String {
    settings.color.name().into()
}

const COLOR: &str = "use colored output (never, auto, always)";

/// Flags of every command.
#[rustfmt::skip]
pub(super) const GLOBAL: &[Flag] = &[
    Flag::new("burst-limit", FlagKind::Int, "client-side default throttling limit").setting(|s| s.burst_limit.to_string()),
    Flag::text("color", COLOR).setting(color_of).complete(complete_colors),
    Flag::text("colour", COLOR).setting(color_of).complete(complete_colors),
    Flag::text("content-cache", "path to the directory containing cached content (e.g. charts)").setting(|s| s.content_cache.clone()),
    Flag::switch("debug", "enable verbose output").setting(|s| s.debug.to_string()),
    Flag::text("diagnostics", "how to explain errors on standard error (auto, text, json, off)").own().or("auto").complete(complete_diagnostics),
    Flag::text("kube-apiserver", "the address and the port for the Kubernetes API server").setting(|s| s.kube_api_server.clone()),
    Flag::new("kube-as-group", FlagKind::StringArray, "group to impersonate for the operation, this flag can be repeated to specify multiple groups.").setting(groups_of),
    Flag::text("kube-as-user", "username to impersonate for the operation").setting(|s| s.kube_as_user.clone()),
    Flag::text("kube-ca-file", "the certificate authority file for the Kubernetes API server connection").setting(|s| s.kube_ca_file.clone()),
    Flag::text("kube-context", "name of the kubeconfig context to use").setting(|s| s.kube_context.clone()).complete(super::complete::contexts),
    Flag::switch("kube-insecure-skip-tls-verify", "if true, the Kubernetes API server's certificate will not be checked for validity. This will make your HTTPS connections insecure").setting(|s| s.kube_insecure_skip_tls_verify.to_string()),
    Flag::text("kube-tls-server-name", "server name to use for Kubernetes API server certificate validation. If it is not provided, the hostname used to contact the server is used").setting(|s| s.kube_tls_server_name.clone()),
    Flag::text("kube-token", "bearer token used for authentication").setting(|s| s.kube_token.clone()),
    Flag::text("kubeconfig", "path to the kubeconfig file"),
    Flag::text("mirrors", "file of mirror rules").own().setting(|s| s.mirrors.clone()),
    Flag::text("namespace", "namespace scope for this request").short('n').setting(|s| s.namespace.clone()),
    Flag::new("qps", FlagKind::Float32, "queries per second used when communicating with the Kubernetes API, not including bursting").setting(|s| s.qps.to_string()),
    Flag::text("registry-config", "path to the registry config file").setting(|s| s.registry_config.clone()),
    Flag::text("repository-cache", "path to the directory containing cached repository indexes").setting(|s| s.repository_cache.clone()),
    Flag::text("repository-config", "path to the file containing repository names and URLs").setting(|s| s.repository_config.clone()),
];

/// Flags of the logging library that Helm carries: accepted and without effect.
pub(super) const LOGGING: &[Flag] = &[
    Flag::new("add-dir-header", FlagKind::LogSwitch, "").hidden(),
    Flag::new("alsologtostderr", FlagKind::LogSwitch, "").hidden(),
    Flag::new("legacy-stderr-threshold-behavior", FlagKind::LogSwitch, "").hidden(),
    Flag::text("log-backtrace-at", "").hidden(),
    Flag::text("log-dir", "").hidden(),
    Flag::text("log-file", "").hidden(),
    Flag::text("log-file-max-size", "").hidden(),
    Flag::new("logtostderr", FlagKind::LogSwitch, "").hidden(),
    Flag::new("one-output", FlagKind::LogSwitch, "").hidden(),
    Flag::new("skip-headers", FlagKind::LogSwitch, "").hidden(),
    Flag::new("skip-log-headers", FlagKind::LogSwitch, "").hidden(),
    Flag::text("stderrthreshold", "").hidden(),
    Flag::new("v", FlagKind::Int, "").short('v').hidden(),
    Flag::text("vmodule", "").hidden(),
];

/// Where values come from.
#[rustfmt::skip]
pub(super) const VALUES: &[Flag] = &[
    Flag::new("set", FlagKind::StringArray, "set values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)"),
    Flag::new("set-file", FlagKind::StringArray, "set values from respective files specified via the command line (can specify multiple or separate values with commas: key1=path1,key2=path2)"),
    Flag::new("set-json", FlagKind::StringArray, "set JSON values on the command line (can specify multiple or separate values with commas: key1=jsonval1,key2=jsonval2 or using json format: {\"key1\": jsonval1, \"key2\": \"jsonval2\"})"),
    Flag::new("set-literal", FlagKind::StringArray, "set a literal STRING value on the command line"),
    Flag::new("set-string", FlagKind::StringArray, "set STRING values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)"),
    Flag::new("values", FlagKind::Strings, "specify values in a YAML file or a URL (can specify multiple)").short('f'),
];

/// How to reach a server that has charts.
#[rustfmt::skip]
pub(super) const REGISTRY: &[Flag] = &[
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify HTTPS client using this SSL certificate file"),
    Flag::switch("insecure-skip-tls-verify", "skip tls certificate checks for the chart download"),
    Flag::text("key-file", "identify HTTPS client using this SSL key file"),
    Flag::text("password", "chart repository password where to locate the requested chart"),
    Flag::switch("plain-http", "use insecure HTTP connections for the chart download"),
    Flag::text("username", "chart repository username where to locate the requested chart"),
    Flag::text("verify-identity", "repository that signatures have to name (HOST/PATH), when that is not the one the chart is pulled from").own(),
    Flag::new("verify-key", FlagKind::StringArray, "file with a public key: a chart from a registry has to have a cosign or notation signature by it (can specify multiple, one is enough)").own(),
];

/// Which chart of a repository is meant, beside [`REGISTRY`].
#[rustfmt::skip]
pub(super) const CHART: &[Flag] = &[
    Flag::switch("devel", "use development versions, too. Equivalent to version '>0.0.0-0'. If --version is set, this is ignored"),
    Flag::text("keyring", "location of public keys used for verification").setting(Settings::keyring),
    Flag::switch("pass-credentials", "pass credentials to all domains"),
    Flag::text("repo", "chart repository url where to locate the requested chart"),
    Flag::switch("verify", "verify the package before using it"),
];

/// Which version of a chart, beside [`CHART`].
pub(super) const VERSION: Flag = Flag::text(
    "version",
    "specify a version constraint for the chart version to use. This constraint can be a specific tag (e.g. 1.1.1) or it may reference a valid range (e.g. ^2.0.0). If this is not specified, the latest version is used",
);

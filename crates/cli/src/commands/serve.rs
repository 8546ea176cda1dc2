//! `serve`: a chart repository.

use std::sync::Arc;

use steersman_server::{generate_index, run as run_server};

use crate::command::{Command, Flag, FlagKind, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::log::{Level, log_line};
use crate::serve::{ProcessSurroundings, ServeSettings, request_of};

const LONG: &str = "
Serves a folder of packages as a chart repository: by index.yaml and archives,
as an OCI registry, and by ChartMuseum's API. What comes in one way can be read
the other way at once.

    {program} serve --dir ./charts
    {program} repo add here http://localhost:8080
    {program} push web-0.1.0.tgz oci://localhost:8080 --plain-http

Each flag can also be given by the environment: --chart-url is $CHART_URL. A
file in YAML that --config names holds the same settings, with dots or nothing
where flags have dashes, and the lists quotas, immutable, retention, webhooks and
mirrors. Flags go before the environment, which goes before the file.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::switch("allow-overwrite", "let uploads replace versions without ?force"),
    Flag::switch("always-regenerate-chart-index", "look through the storage at each request"),
    Flag::text("artifact-hub-repo-id", "id for artifacthub-repo.yml, or REPOSITORY=ID,..."),
    Flag::text("auth-actions-search-path", "JMESPath to the allowed actions in a token, with $NAMESPACE and $ACCESS_ENTRY_TYPE"),
    Flag::switch("auth-anonymous-get", "let everybody read"),
    Flag::text("audit-file", "file that every change is written to, a line of JSON each"),
    Flag::text("auth-cert-path", "file of the RSA public key that tokens are signed with"),
    Flag::text("auth-realm", "address that gives out tokens"),
    Flag::text("auth-service", "name of this service, as tokens have it"),
    Flag::text("basic-auth-pass", "password of the one user"),
    Flag::text("basic-auth-user", "name of the one user"),
    Flag::switch("bearer-auth", "take signed tokens"),
    Flag::text("cache-interval", "time between looks through the whole storage").or("5m"),
    Flag::text("chart-post-form-field-name", "form field of packages").or("chart"),
    Flag::text("chart-url", "absolute base of URLs in the index"),
    Flag::text("compat", "reproduce ChartMuseum's oddities too (sensible, strict)").or("sensible"),
    Flag::text("config", "file of settings"),
    Flag::text("context-path", "what stands before every path"),
    Flag::text("cors-alloworigin", "origin of pages that may call the API"),
    Flag::new("depth", FlagKind::Int, "segments in the path of a repository"),
    Flag::switch("depth-dynamic", "let paths of repositories have any number of segments"),
    Flag::text("dir", "folder of the packages, made when it is missing (default \"charts\")"),
    Flag::switch("disable-api", "leave out everything below /api"),
    Flag::switch("disable-delete", "do not let the API delete"),
    Flag::switch("disable-force-overwrite", "refuse ?force"),
    Flag::switch("disable-statefiles", "keep no index-cache.yaml and no snapshot"),
    Flag::switch("enable-metrics", "serve /metrics"),
    Flag::switch("gen-index", "print the index and end"),
    Flag::switch("json-index", "write index.yaml as JSON"),
    Flag::text("listen-host", "address to listen on").or("127.0.0.1"),
    Flag::switch("log-health", "log probes too"),
    Flag::switch("log-json", "log JSON objects"),
    Flag::new("max-storage-objects", FlagKind::Int, "files that one repository may hold (0 for any number)"),
    Flag::new("max-upload-size", FlagKind::Int, "bytes of the largest upload").or("20971520"),
    Flag::new("per-chart-limit", FlagKind::Int, "versions of a chart that are kept, the newest uploads (0 for all)"),
    Flag::new("port", FlagKind::Int, "port to listen on (0 for any)").or("8080"),
    Flag::text("prov-post-form-field-name", "form field of provenance files").or("prov"),
    Flag::switch("read-only", "let nobody change anything"),
    Flag::text("read-timeout", "time that the head of a request may take").or("30s"),
    Flag::text("retention-interval", "time between looks for versions that the rules keep no longer (0 for none)").or("1h"),
    Flag::text("storage", "where packages are kept (local, amazon, google, microsoft, memory)").or("local"),
    Flag::text("storage-amazon-bucket", "bucket of S3 or what speaks as it does"),
    Flag::text("storage-amazon-endpoint", "address of a service that speaks S3"),
    Flag::switch("storage-amazon-force-path-style", "put the bucket into the path of the address"),
    Flag::text("storage-amazon-prefix", "folder in the bucket"),
    Flag::text("storage-amazon-region", "region of the bucket"),
    Flag::text("storage-amazon-sse", "how the bucket encrypts (AES256, aws:kms)"),
    Flag::text("storage-google-bucket", "bucket of Google Cloud Storage"),
    Flag::text("storage-google-endpoint", "address of a service that speaks as Google Cloud Storage"),
    Flag::text("storage-google-prefix", "folder in the bucket"),
    Flag::text("storage-local-rootdir", "as --dir"),
    Flag::text("storage-microsoft-container", "container of Azure Blob Storage"),
    Flag::text("storage-microsoft-endpoint", "address of a service that speaks as Azure Blob Storage"),
    Flag::text("storage-microsoft-prefix", "folder in the container"),
    Flag::text("tls-ca-cert", "authority of the certificates that clients must have"),
    Flag::text("tls-cert", "certificates of the server"),
    Flag::text("tls-key", "private key of the server"),
    Flag::text("tokens-file", "file of tokens that `serve token` gives out"),
    Flag::text("web-template-path", "folder with index.html and static/"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    children: &[&super::serve_token::COMMAND],
    operands: Operands::None,
    run: Some(run),
    own: true,
    ..Command::new(
        "serve",
        "serve a folder of charts as a repository and registry",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let mut known: Vec<&str> = FLAGS.iter().map(|flag| flag.name).collect();
    known.push("debug");
    let settings = ServeSettings::read(&invocation.flags, context.environment, &known)?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let request = request_of(&settings, version)?;
    let surroundings = Arc::new(ProcessSurroundings {
        verbose: context.settings.debug || settings.switch("debug")?,
        json: settings.switch("log-json")?,
    });
    if settings.switch("gen-index")? {
        let index =
            generate_index(request, surroundings).map_err(|error| CliError::from_error(&error))?;
        return context.printer.data(index);
    }
    let scheme = if request.config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let path = format!("/{}", request.config.context_path.trim_matches('/'));
    let printer = &mut context.printer;
    run_server(request, surroundings, |address| {
        let url = format!("{scheme}://{address}{path}");
        printer.talk(&log_line(Level::Info, "serving charts", &[("url", &url)]));
    })
    .map_err(|error| CliError::from_error(&error))
}

//! How a service behaves, as data.

use std::path::PathBuf;

use crate::auth::AuthConfig;
use crate::features::Features;
use crate::names::RepoPath;

/// The largest upload, unless the configuration says otherwise.
const MAX_UPLOAD: u64 = 20 * 1024 * 1024;

/// Whether `ChartMuseum`'s oddities are reproduced too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compat {
    /// What clients rely on is as there; what was a mistake is mended.
    #[default]
    Sensible,
    /// Mistakes and all.
    Strict,
}

/// How many segments the path of a repository has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Exactly so many; with 0 there is one repository.
    Fixed(usize),
    /// Any number.
    Dynamic,
}

/// Whether an upload may replace a version that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverwriteRule {
    /// When the client asks for it with `?force`.
    #[default]
    Forced,
    /// Never.
    Never,
    /// Always.
    Always,
}

/// Certificate files of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificates in PEM form, the server's own first.
    pub certificate: PathBuf,
    /// The private key in PEM form.
    pub key: PathBuf,
    /// The authority that signed the certificates of clients; with it, clients must have one.
    pub client_ca: Option<PathBuf>,
}

/// Everything about a service but its storage.
#[derive(Clone, Debug)]
pub struct Config {
    /// The version that `/info` tells.
    pub version: String,
    /// Oddities.
    pub compat: Compat,
    /// Tenancy.
    pub depth: Depth,
    /// What stands before every path, such as `/charts`; empty for nothing.
    pub context_path: String,
    /// Absolute base of the URLs in the index; empty for relative ones.
    pub chart_url: String,
    /// Whether the HTTP API below `/api` exists.
    pub api: bool,
    /// Whether the API can delete.
    pub delete: bool,
    /// Nothing can be changed through any protocol.
    pub read_only: bool,
    /// Whether the index is written as JSON, which is YAML too.
    pub json_index: bool,
    /// Whether `index-cache.yaml` and snapshots are kept.
    pub state_files: bool,
    /// Whether the storage is looked through at each request.
    pub always_rescan: bool,
    /// Seconds between looks through the storage; 0 for none.
    pub rescan_interval: u64,
    /// Overwriting.
    pub overwrite: OverwriteRule,
    /// Whether `/metrics` exists.
    pub metrics: bool,
    /// Bytes of the largest upload.
    pub max_upload: u64,
    /// Files that one repository may hold, packages and provenance files; 0 for any number.
    pub max_objects: usize,
    /// Versions of one chart that are kept, the newest uploads; 0 for all.
    pub per_chart_limit: usize,
    /// The form field of packages.
    pub chart_field: String,
    /// The form field of provenance files.
    pub prov_field: String,
    /// Artifact Hub ids by repository.
    pub artifact_hub: Vec<(RepoPath, String)>,
    /// The origin that browsers may call from; empty for none.
    pub cors_origin: String,
    /// A folder with `index.html` and `static/`.
    pub web_templates: Option<PathBuf>,
    /// Who may do what.
    pub auth: AuthConfig,
    /// Certificates, for TLS.
    pub tls: Option<TlsFiles>,
    /// Seconds that a request may take to arrive.
    pub read_timeout: u64,
    /// Whether probes are logged.
    pub log_health: bool,
    /// Rules, webhooks and mirrors.
    pub features: Features,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            compat: Compat::Sensible,
            depth: Depth::Fixed(0),
            context_path: String::new(),
            chart_url: String::new(),
            api: true,
            delete: true,
            read_only: false,
            json_index: false,
            state_files: true,
            always_rescan: false,
            rescan_interval: 300,
            overwrite: OverwriteRule::Forced,
            metrics: false,
            max_upload: MAX_UPLOAD,
            max_objects: 0,
            per_chart_limit: 0,
            chart_field: "chart".to_owned(),
            prov_field: "prov".to_owned(),
            artifact_hub: Vec::new(),
            cors_origin: String::new(),
            web_templates: None,
            auth: AuthConfig::default(),
            tls: None,
            read_timeout: 30,
            log_health: false,
            features: Features::default(),
        }
    }
}

impl Config {
    /// Whether `ChartMuseum`'s oddities are wanted.
    pub(crate) fn strict(&self) -> bool {
        self.compat == Compat::Strict
    }
}

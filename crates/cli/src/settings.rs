//! The settings of a run, resolved once from flags, then the environment, then defaults.

use crate::command::{Flags, parse_bool, parse_float32, quote};
use crate::environment::Environment;
use crate::paths::join;

/// When to colour output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorMode {
    /// On a terminal.
    #[default]
    Auto,
    /// Never.
    Never,
    /// Always.
    Always,
}

impl ColorMode {
    /// The modes by the names users give them.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("never", Self::Never),
        ("auto", Self::Auto),
        ("always", Self::Always),
    ];

    /// The mode of this name.
    pub fn of(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name)?;
        Some(found.1)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Never => "never",
            Self::Always => "always",
        }
    }
}

/// How errors are explained on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiagnosticsMode {
    /// With excerpts on a terminal, in one line elsewhere.
    #[default]
    Auto,
    /// With excerpts.
    Text,
    /// As JSON, one object a line, in place of everything else said about the error.
    Json,
    /// In one line.
    Off,
}

impl DiagnosticsMode {
    /// The modes by the names users give them.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("auto", Self::Auto),
        ("text", Self::Text),
        ("json", Self::Json),
        ("off", Self::Off),
    ];

    /// The mode of this name.
    pub fn of(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name)?;
        Some(found.1)
    }
}

/// A mode nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownMode {
    /// Of colours.
    #[error("invalid color mode {}: must be one of: never, auto, always", quote(.0))]
    Color(String),
    /// Of diagnostics.
    #[error("invalid diagnostics mode {}: must be one of: auto, text, json, off", quote(.0))]
    Diagnostics(String),
}

/// Everything that flags common to all commands, and their environment variables, decide.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "every field is the flag or the variable of the same name"
)]
pub struct Settings {
    pub namespace: String,
    pub kubeconfig: String,
    pub kube_context: String,
    pub kube_token: String,
    pub kube_as_user: String,
    pub kube_as_groups: Vec<String>,
    pub kube_api_server: String,
    pub kube_ca_file: String,
    pub kube_tls_server_name: String,
    pub kube_insecure_skip_tls_verify: bool,
    pub debug: bool,
    pub cache_home: String,
    pub config_home: String,
    pub data_home: String,
    pub plugins: String,
    pub registry_config: String,
    pub repository_config: String,
    pub repository_cache: String,
    pub content_cache: String,
    pub mirrors: String,
    pub max_history: i64,
    pub burst_limit: i64,
    pub qps: f32,
    pub color: ColorMode,
    pub diagnostics: DiagnosticsMode,
    pub gnupg_home: String,
}

impl Settings {
    /// The settings the environment alone gives.
    pub fn from_environment(environment: &Environment) -> Self {
        let text = |name| environment.get(name).unwrap_or_default().to_owned();
        let flag = |name| environment.get(name).and_then(|text| parse_bool(text).ok());
        let number = |name| environment.get(name).and_then(|text| text.parse().ok());
        let cache_home = base_folder(environment, Base::Cache);
        let config_home = base_folder(environment, Base::Config);
        let data_home = base_folder(environment, Base::Data);
        let or = |name, default: String| match environment.get(name) {
            Some(value) => value.to_owned(),
            None => default,
        };
        Self {
            namespace: text("HELM_NAMESPACE"),
            // The variable is a list of files and is read where they are; only the flag is a setting.
            kubeconfig: String::new(),
            kube_context: text("HELM_KUBECONTEXT"),
            kube_token: text("HELM_KUBETOKEN"),
            kube_as_user: text("HELM_KUBEASUSER"),
            kube_as_groups: groups(&text("HELM_KUBEASGROUPS")),
            kube_api_server: text("HELM_KUBEAPISERVER"),
            kube_ca_file: text("HELM_KUBECAFILE"),
            kube_tls_server_name: text("HELM_KUBETLS_SERVER_NAME"),
            kube_insecure_skip_tls_verify: flag("HELM_KUBEINSECURE_SKIP_TLS_VERIFY")
                .unwrap_or(false),
            debug: flag("HELM_DEBUG").unwrap_or(false),
            plugins: or("HELM_PLUGINS", join(&[&data_home, "plugins"])),
            registry_config: or(
                "HELM_REGISTRY_CONFIG",
                join(&[&config_home, "registry/config.json"]),
            ),
            repository_config: or(
                "HELM_REPOSITORY_CONFIG",
                join(&[&config_home, "repositories.yaml"]),
            ),
            repository_cache: or("HELM_REPOSITORY_CACHE", join(&[&cache_home, "repository"])),
            content_cache: or("HELM_CONTENT_CACHE", join(&[&cache_home, "content"])),
            mirrors: or("STEER_MIRRORS", Self::usual_mirrors(&config_home)),
            max_history: number("HELM_MAX_HISTORY").unwrap_or(10),
            burst_limit: number("HELM_BURST_LIMIT").unwrap_or(100),
            qps: environment
                .get("HELM_QPS")
                .and_then(|text| parse_float32(text).ok())
                .unwrap_or(0.0),
            color: color_of(environment),
            diagnostics: environment
                .get("STEER_DIAGNOSTICS")
                .and_then(DiagnosticsMode::of)
                .unwrap_or_default(),
            gnupg_home: match environment.get("GNUPGHOME") {
                Some(folder) => folder.to_owned(),
                None => join(&[environment.home(), ".gnupg"]),
            },
            cache_home,
            config_home,
            data_home,
        }
    }

    /// Where the file of mirror rules usually is.
    pub fn usual_mirrors(config_home: &str) -> String {
        join(&[config_home, "mirrors.yaml"])
    }

    /// The keyring that exists, the old form first; the old one when neither does.
    pub fn keyring(&self) -> String {
        let old = join(&[&self.gnupg_home, "pubring.gpg"]);
        let new = join(&[&self.gnupg_home, "pubring.kbx"]);
        let missing = |path: &str| {
            let found = fs_err::metadata(path);
            found.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        };
        if missing(&old) && !missing(&new) {
            new
        } else {
            old
        }
    }

    /// These settings with what the flags of the command line change.
    ///
    /// # Errors
    /// [`UnknownMode`]; the other flags were checked when they were read.
    pub fn with_flags(&self, flags: &Flags) -> Result<Self, UnknownMode> {
        let mut settings = self.clone();
        let texts: [(&str, &mut String); 13] = [
            ("namespace", &mut settings.namespace),
            ("kubeconfig", &mut settings.kubeconfig),
            ("kube-context", &mut settings.kube_context),
            ("kube-token", &mut settings.kube_token),
            ("kube-as-user", &mut settings.kube_as_user),
            ("kube-apiserver", &mut settings.kube_api_server),
            ("kube-ca-file", &mut settings.kube_ca_file),
            ("kube-tls-server-name", &mut settings.kube_tls_server_name),
            ("registry-config", &mut settings.registry_config),
            ("repository-config", &mut settings.repository_config),
            ("repository-cache", &mut settings.repository_cache),
            ("content-cache", &mut settings.content_cache),
            ("mirrors", &mut settings.mirrors),
        ];
        for (name, setting) in texts {
            if let Some(text) = flags.text_given(name) {
                text.clone_into(setting);
            }
        }
        if flags.given("kube-as-group") {
            settings.kube_as_groups = flags.list("kube-as-group").to_vec();
        }
        if let Some(value) = flags.switch_given("kube-insecure-skip-tls-verify") {
            settings.kube_insecure_skip_tls_verify = value;
        }
        if let Some(value) = flags.switch_given("debug") {
            settings.debug = value;
        }
        if let Some(value) = flags.int_given("burst-limit") {
            settings.burst_limit = value;
        }
        if let Some(value) = flags.float_given("qps") {
            settings.qps = value;
        }
        for name in ["color", "colour"] {
            if let Some(text) = flags.text_given(name) {
                let unknown = || UnknownMode::Color(text.into());
                settings.color = ColorMode::of(text).ok_or_else(unknown)?;
            }
        }
        if let Some(text) = flags.text_given("diagnostics") {
            let unknown = || UnknownMode::Diagnostics(text.into());
            settings.diagnostics = DiagnosticsMode::of(text).ok_or_else(unknown)?;
        }
        Ok(settings)
    }
}

fn groups(text: &str) -> Vec<String> {
    let text = text.trim_matches([',', ' ']);
    if text.is_empty() {
        return Vec::new();
    }
    text.split(',').map(str::to_owned).collect()
}

fn color_of(environment: &Environment) -> ColorMode {
    if environment.filled("NO_COLOR").is_some() {
        return ColorMode::Never;
    }
    let name = environment.get("HELM_COLOR").unwrap_or_default();
    ColorMode::of(&name.to_lowercase()).unwrap_or_default()
}

#[derive(Clone, Copy)]
enum Base {
    Cache,
    Config,
    Data,
}

/// The folder of a kind of files: Helm's variable as it is, or `helm` in the folder of the XDG specification.
fn base_folder(environment: &Environment, base: Base) -> String {
    let (own, xdg) = match base {
        Base::Cache => ("HELM_CACHE_HOME", "XDG_CACHE_HOME"),
        Base::Config => ("HELM_CONFIG_HOME", "XDG_CONFIG_HOME"),
        Base::Data => ("HELM_DATA_HOME", "XDG_DATA_HOME"),
    };
    if let Some(folder) = environment.filled(own) {
        return join(&[folder]);
    }
    if let Some(folder) = environment.filled(xdg) {
        return join(&[folder, "helm"]);
    }
    let home = environment.home();
    let variable = |name| environment.get(name).unwrap_or_default();
    if cfg!(target_os = "macos") {
        let folder = match base {
            Base::Cache => "Library/Caches",
            Base::Config => "Library/Preferences",
            Base::Data => "Library",
        };
        return join(&[home, folder, "helm"]);
    }
    if cfg!(windows) {
        let folder = match base {
            Base::Cache => variable("TEMP"),
            Base::Config | Base::Data => variable("APPDATA"),
        };
        return join(&[folder, "helm"]);
    }
    let folder = match base {
        Base::Cache => ".cache",
        Base::Config => ".config",
        Base::Data => ".local/share",
    };
    join(&[home, folder, "helm"])
}

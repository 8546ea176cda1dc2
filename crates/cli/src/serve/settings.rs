//! Settings of `serve`: flags, then the environment, then a file, then defaults.

use std::path::PathBuf;

use steersman_server::{
    AuthConfig, BasicCredentials, BearerConfig, Compat, Config, Depth, Features, OverwriteRule,
    RepoPath, RunRequest, SettingsFile, TlsFiles, parse_seconds, read_settings,
};

use super::storage::storage;
use crate::command::{Flags, parse_bool};
use crate::environment::Environment;
use crate::error::CliError;

/// Seconds between looks for versions that the rules keep no longer.
const RETENTION_INTERVAL: u64 = 3600;

/// Settings by the names of their flags.
pub(crate) struct ServeSettings<'a> {
    flags: &'a Flags,
    environment: &'a Environment,
    /// The file of `--config`.
    file: SettingsFile,
}

impl<'a> ServeSettings<'a> {
    /// Reads the file that the flags or the environment name. `known` are the names of settings that may stand in it.
    ///
    /// # Errors
    /// The file cannot be read, or says what nobody understands.
    pub(crate) fn read(
        flags: &'a Flags,
        environment: &'a Environment,
        known: &[&str],
    ) -> Result<Self, CliError> {
        let mut settings = Self {
            flags,
            environment,
            file: SettingsFile::default(),
        };
        if let Some(path) = settings.text("config") {
            let text = fs_err::read(&path)?;
            settings.file = read_settings(path.as_ref(), &text, known).map_err(|error| {
                let failed = CliError::new(format!("{path}: {error}"));
                match error.hint() {
                    Some(hint) => failed.hint(hint),
                    None => failed,
                }
            })?;
        }
        Ok(settings)
    }

    /// A setting as text; empty counts as absent.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.given(name)
            .or_else(|| {
                let variable = name.to_uppercase().replace('-', "_");
                self.environment.filled(&variable).map(str::to_owned)
            })
            .or_else(|| self.file.get(name).map(str::to_owned))
            .filter(|text| !text.is_empty())
    }

    fn given(&self, name: &str) -> Option<String> {
        let flags = self.flags;
        flags
            .text_given(name)
            .map(str::to_owned)
            .or_else(|| flags.int_given(name).map(|value| value.to_string()))
            .or_else(|| flags.switch_given(name).map(|value| value.to_string()))
            .or_else(|| flags.given(name).then(|| flags.list(name).join(",")))
    }

    /// A switch.
    ///
    /// # Errors
    /// The text says neither yes nor no.
    pub(crate) fn switch(&self, name: &str) -> Result<bool, CliError> {
        self.text(name).map_or(Ok(false), |text| {
            parse_bool(&text)
                .map_err(|_| CliError::new(format!("{name}: {text:?} is neither true nor false")))
        })
    }

    /// The variables of the environment whose names begin so.
    pub(super) fn variables(&self, prefixes: &[&str]) -> Vec<(String, String)> {
        let all = self.environment.variables().iter();
        all.filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    fn number<T: std::str::FromStr>(&self, name: &str, default: T) -> Result<T, CliError> {
        self.text(name).map_or(Ok(default), |text| {
            text.parse()
                .map_err(|_| CliError::new(format!("{name}: {text:?} is no number that it can be")))
        })
    }

    /// A length of time in seconds, as `30`, `30s` or `5m`.
    fn seconds(&self, name: &str, default: u64) -> Result<u64, CliError> {
        self.text(name).map_or(Ok(default), |text| {
            parse_seconds(&text).ok_or_else(|| {
                CliError::new(format!("{name}: {text:?} is no time such as 30s or 5m"))
            })
        })
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }
}

/// What the settings ask for.
///
/// # Errors
/// A setting is not what it should be, or one that another needs is missing.
pub(crate) fn request_of(
    settings: &ServeSettings<'_>,
    version: String,
) -> Result<RunRequest, CliError> {
    let defaults = Config::default();
    let depth = if settings.switch("depth-dynamic")? {
        Depth::Dynamic
    } else {
        Depth::Fixed(settings.number("depth", 0)?)
    };
    let text = |name: &str| settings.text(name).unwrap_or_default();
    let config = Config {
        version,
        compat: compat(settings)?,
        depth,
        context_path: text("context-path"),
        chart_url: text("chart-url"),
        api: !settings.switch("disable-api")?,
        delete: !settings.switch("disable-delete")?,
        read_only: settings.switch("read-only")?,
        json_index: settings.switch("json-index")?,
        state_files: !settings.switch("disable-statefiles")?,
        always_rescan: settings.switch("always-regenerate-chart-index")?,
        rescan_interval: settings.seconds("cache-interval", defaults.rescan_interval)?,
        overwrite: overwrite(settings)?,
        metrics: settings.switch("enable-metrics")?,
        max_upload: settings.number("max-upload-size", defaults.max_upload)?,
        max_objects: settings.number("max-storage-objects", 0)?,
        per_chart_limit: settings.number("per-chart-limit", 0)?,
        chart_field: settings
            .text("chart-post-form-field-name")
            .unwrap_or(defaults.chart_field),
        prov_field: settings
            .text("prov-post-form-field-name")
            .unwrap_or(defaults.prov_field),
        artifact_hub: artifact_hub(settings)?,
        cors_origin: text("cors-alloworigin"),
        web_templates: settings.path("web-template-path"),
        auth: auth(settings)?,
        tls: tls(settings)?,
        read_timeout: settings.seconds("read-timeout", defaults.read_timeout)?,
        log_health: settings.switch("log-health")?,
        features: Features {
            audit: settings.path("audit-file"),
            retention_interval: settings.seconds("retention-interval", RETENTION_INTERVAL)?,
            ..settings.file.features.clone()
        },
    };
    Ok(RunRequest {
        config,
        storage: storage(settings, compat(settings)? == Compat::Strict)?,
        host: settings
            .text("listen-host")
            .unwrap_or_else(|| "127.0.0.1".to_owned()),
        port: settings.number("port", 8080)?,
    })
}

fn compat(settings: &ServeSettings<'_>) -> Result<Compat, CliError> {
    match settings.text("compat").as_deref() {
        None | Some("sensible") => Ok(Compat::Sensible),
        Some("strict") => Ok(Compat::Strict),
        Some(other) => Err(CliError::new(format!(
            "compat: {other:?} is neither sensible nor strict"
        ))),
    }
}

fn overwrite(settings: &ServeSettings<'_>) -> Result<OverwriteRule, CliError> {
    Ok(if settings.switch("allow-overwrite")? {
        OverwriteRule::Always
    } else if settings.switch("disable-force-overwrite")? {
        OverwriteRule::Never
    } else {
        OverwriteRule::Forced
    })
}

/// `ID` for the one repository, or `REPOSITORY=ID` for each.
fn artifact_hub(settings: &ServeSettings<'_>) -> Result<Vec<(RepoPath, String)>, CliError> {
    let text = settings.text("artifact-hub-repo-id").unwrap_or_default();
    let pairs = text.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
        let (repo, id) = pair.split_once('=').unwrap_or(("", pair));
        let segments: Vec<_> = repo
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        let repo = RepoPath::new(&segments).map_err(|error| CliError::from_error(&error))?;
        Ok((repo, id.to_owned()))
    });
    pairs.collect()
}

fn auth(settings: &ServeSettings<'_>) -> Result<AuthConfig, CliError> {
    let text = |name: &str| settings.text(name).unwrap_or_default();
    let (user, password) = (text("basic-auth-user"), text("basic-auth-pass"));
    let bearer = settings.switch("bearer-auth")?.then(|| BearerConfig {
        realm: text("auth-realm"),
        service: text("auth-service"),
        public_key: text("auth-cert-path").into(),
        actions_search_path: settings.text("auth-actions-search-path"),
    });
    Ok(AuthConfig {
        basic: (!user.is_empty() || !password.is_empty())
            .then_some(BasicCredentials { user, password }),
        bearer,
        tokens: settings.path("tokens-file"),
        anonymous_get: settings.switch("auth-anonymous-get")?,
    })
}

fn tls(settings: &ServeSettings<'_>) -> Result<Option<TlsFiles>, CliError> {
    let files = (
        settings.path("tls-cert"),
        settings.path("tls-key"),
        settings.path("tls-ca-cert"),
    );
    match files {
        (Some(certificate), Some(key), client_ca) => Ok(Some(TlsFiles {
            certificate,
            key,
            client_ca,
        })),
        (None, None, None) => Ok(None),
        _ => Err(CliError::new("TLS needs --tls-cert and --tls-key together")),
    }
}

//! Flags as the table writes them.

use std::path::PathBuf;

use steersman_server::{
    AuthConfig, BasicCredentials, BearerConfig, Config, Depth, OverwriteRule, RepoPath,
};

/// Flags as the table writes them.
pub(super) fn flags_of(config: &mut Config, flags: &str) -> Option<()> {
    if matches!(
        flags,
        "default" | "--depth=0 (default), empty local storage"
    ) {
        return Some(());
    }
    let (mut user, mut password) = (None, None);
    let mut bearer = BearerConfig {
        realm: String::new(),
        service: String::new(),
        public_key: PathBuf::new(),
        actions_search_path: None,
    };
    let mut wants_bearer = false;
    for flag in flags.split(' ') {
        let (name, value) = flag
            .strip_prefix("--")?
            .split_once('=')
            .unwrap_or((flag.strip_prefix("--")?, ""));
        let text = value.to_owned();
        match name {
            "depth" => config.depth = Depth::Fixed(value.parse().ok()?),
            "depth-dynamic" => config.depth = Depth::Dynamic,
            "context-path" => config.context_path = text,
            "chart-url" => config.chart_url = text,
            "disable-api" => config.api = false,
            "disable-delete" => config.delete = false,
            "disable-statefiles" => config.state_files = false,
            "disable-force-overwrite" if config.overwrite == OverwriteRule::Always => {}
            "disable-force-overwrite" => config.overwrite = OverwriteRule::Never,
            "allow-overwrite" => config.overwrite = OverwriteRule::Always,
            "json-index" => config.json_index = true,
            "enable-metrics" => config.metrics = true,
            "max-upload-size" => return late(flags, config, value),
            "max-storage-objects" => config.max_objects = value.parse().ok()?,
            "per-chart-limit" => config.per_chart_limit = value.parse().ok()?,
            "chart-post-form-field-name" => config.chart_field = text,
            "prov-post-form-field-name" => config.prov_field = text,
            "cors-alloworigin" => config.cors_origin = text,
            "basic-auth-user" => user = Some(text),
            "basic-auth-pass" => password = Some(text),
            "bearer-auth" => wants_bearer = true,
            "auth-realm" => bearer.realm = text,
            "auth-service" => bearer.service = text,
            "auth-cert-path" => bearer.public_key = text.into(),
            "auth-actions-search-path" => bearer.actions_search_path = Some(text),
            "web-template-path" => config.web_templates = Some(text.into()),
            "cache-interval" => {
                config.rescan_interval = value.trim_end_matches('s').parse().ok()?;
            }
            "always-regenerate-chart-index" => config.always_rescan = true,
            "auth-anonymous-get" => config.auth.anonymous_get = true,
            "artifact-hub-repo-id" => {
                let (repo, id) = value.split_once('=').unwrap_or(("", value));
                let segments: Vec<_> = repo
                    .split('/')
                    .filter(|segment| !segment.is_empty())
                    .collect();
                config
                    .artifact_hub
                    .push((RepoPath::new(&segments).ok()?, id.to_owned()));
            }
            _ => return None,
        }
    }
    config.auth.bearer = wants_bearer.then_some(bearer);
    if user.is_some() || password.is_some() {
        let basic = Some(BasicCredentials {
            user: user.unwrap_or_default(),
            password: password.unwrap_or_default(),
        });
        config.auth = AuthConfig {
            basic,
            ..config.auth.clone()
        };
    }
    Some(())
}

/// A limit that the uploads before the request would not pass: none are needed in those rows.
fn late(flags: &str, config: &mut Config, value: &str) -> Option<()> {
    (!flags.contains(' ')).then_some(())?;
    config.max_upload = value.parse().ok()?;
    Some(())
}

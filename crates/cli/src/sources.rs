//! Where charts come from: places of files, ways to servers, and what there is to say about both.

use std::time::Duration;

use steersman_index::Skipped;
use steersman_net::{ClientOptions, Proxies};
use steersman_repo::{Access, Getters, Places, Resolved, shown_skips};

use crate::command::Flags;
use crate::context::Context;
use crate::environment::Environment;
use crate::error::CliError;
use crate::extensions::plugin_getters;
use crate::log::Level;
use crate::mirrors::detours;
use crate::paths::join;
use crate::settings::Settings;

/// The files and folders of repositories.
pub(crate) fn places(settings: &Settings) -> Places {
    Places {
        config: settings.repository_config.clone().into(),
        cache: settings.repository_cache.clone().into(),
        content: settings.content_cache.clone().into(),
        catalogs: join(&[&settings.cache_home, "steer"]).into(),
    }
}

/// What every connection of this run has in common.
pub(crate) fn client_options(environment: &Environment) -> ClientOptions {
    ClientOptions {
        proxies: Proxies::from_environment(|name| environment.get(name)),
        ..ClientOptions::default()
    }
}

/// The ways to servers.
pub(crate) fn getters(context: &Context<'_>) -> Getters {
    let getters =
        Getters::new(client_options(context.environment)).mirrored(detours(context.settings));
    let plugins = plugin_getters(context.settings, context.environment);
    plugins.into_iter().fold(getters, Getters::with)
}

/// The ways to servers, with the limit that `--timeout` gives.
pub(crate) fn getters_within(flags: &Flags, context: &Context<'_>) -> Getters {
    let getters = getters(context);
    match flags.duration_given("timeout") {
        None => getters,
        // Helm takes zero for no limit.
        Some(0) => getters.timeout(Duration::from_hours(24)),
        Some(nanos) => getters.timeout(Duration::from_nanos(
            u64::try_from(nanos).unwrap_or_default(),
        )),
    }
}

/// What the flags say about the server of a chart.
pub(crate) fn access(flags: &Flags) -> Access {
    Access {
        base: flags.text("repo").into(),
        username: flags.text("username").into(),
        password: flags.text("password").into(),
        pass_credentials: flags.switch("pass-credentials"),
        ca_file: flags.text("ca-file").into(),
        cert_file: flags.text("cert-file").into(),
        key_file: flags.text("key-file").into(),
        insecure_skip_tls_verify: flags.switch("insecure-skip-tls-verify"),
    }
}

/// The version that is wanted: `--version`, or pre-releases too with `--devel`.
pub(crate) fn wanted_version(flags: &Flags) -> &str {
    let version = flags.text("version").trim();
    if version.is_empty() && flags.switch("devel") {
        ">0.0.0-0"
    } else {
        version
    }
}

/// Logs what was passed over in an index.
pub(crate) fn log_skipped(skipped: &[Skipped], source: &str, context: &mut Context<'_>) {
    for (message, fields) in shown_skips(skipped, source) {
        let fields: Vec<_> = fields
            .iter()
            .map(|(key, text)| (*key, text.as_str()))
            .collect();
        context.printer.log(Level::Warn, message, &fields);
    }
}

/// Logs how a chart was selected.
pub(crate) fn log_selection(resolved: &Resolved, wanted: &str, context: &mut Context<'_>) {
    let Some(selection) = &resolved.selection else {
        return;
    };
    let (chart, selected) = (
        ("chart", selection.name.as_str()),
        ("selected", selection.version.as_str()),
    );
    if selection.is_fallback {
        context.printer.log(
            Level::Warn,
            "unable to find exact version requested; falling back to closest available version",
            &[chart, ("requested", wanted), selected],
        );
    } else if selection.is_of_range {
        context.printer.log(
            Level::Debug,
            "selected version matching constraint",
            &[chart, ("constraint", wanted), selected],
        );
    }
}

/// An error with the advice that it has.
pub(crate) fn with_hint(
    error: &(dyn std::error::Error + 'static),
    hint: Option<impl Into<String>>,
) -> CliError {
    let failure = CliError::new(error.to_string());
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

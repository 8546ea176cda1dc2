//! Plugins that fetch what URLs of their own schemes name.

use std::sync::Arc;

use steersman_plugin::{GetRequest, Kind, Network, Plugin, Variables, load_folder};
use steersman_repo::{Get, GetError, Getter};

use super::{plugin_network, variables};
use crate::commands::helm_variables;
use crate::environment::Environment;
use crate::error::CliError;
use crate::settings::Settings;

/// Schemes that no plugin takes over.
const BUILT_IN: [&str; 3] = ["http", "https", "oci"];

/// The installed plugins that fetch. Broken plugins were told of when the commands were found.
pub(crate) fn plugin_getters(
    settings: &Settings,
    environment: &Environment,
) -> Vec<Arc<dyn Getter>> {
    // Helm takes the setting for one folder here.
    let folder = std::path::Path::new(&settings.plugins);
    let plugins = load_folder(folder, &mut |_| {}).unwrap_or_default();
    let network = plugin_network(environment);
    let getters = plugins.into_iter().filter_map(|plugin| {
        let Kind::Getter(schemes) = &plugin.metadata.kind else {
            return None;
        };
        let schemes = schemes
            .iter()
            .filter(|scheme| !BUILT_IN.contains(&scheme.as_str()))
            .cloned()
            .collect();
        // Those in the sandbox are shown nothing but the program's own.
        let environment = if plugin.is_sandboxed() {
            let own = helm_variables(settings, environment).into_iter();
            own.map(|(name, value)| (name.to_owned(), value)).collect()
        } else {
            variables(settings, environment)
        };
        let getter: Arc<dyn Getter> = Arc::new(PluginGetter {
            schemes,
            plugin,
            environment,
            network: Arc::clone(&network),
        });
        Some(getter)
    });
    getters.collect()
}

struct PluginGetter {
    plugin: Plugin,
    schemes: Vec<String>,
    environment: Variables,
    network: Arc<dyn Network>,
}

/// Without the environment, which may hold secrets.
impl std::fmt::Debug for PluginGetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PluginGetter")
            .field("plugin", &self.plugin.name())
            .field("schemes", &self.schemes)
            .finish_non_exhaustive()
    }
}

impl Getter for PluginGetter {
    fn schemes(&self) -> &[String] {
        &self.schemes
    }

    fn get(&self, get: &Get<'_>) -> Result<Vec<u8>, GetError> {
        let request = GetRequest {
            url: get.url.to_owned(),
            cert_file: get.access.cert_file.clone(),
            key_file: get.access.key_file.clone(),
            ca_file: get.access.ca_file.clone(),
            username: get.access.username.clone(),
            password: get.access.password.clone(),
            pass_credentials: get.access.pass_credentials,
            accept: get.accept.to_owned(),
            insecure_skip_tls_verify: get.access.insecure_skip_tls_verify,
            plain_http: false,
        };
        let got = self.plugin.get(&request, &self.environment, &self.network);
        let bytes = got.map_err(|error| {
            let cause = CliError::from_error(&error).message;
            let name = crate::command::quote(self.plugin.name());
            GetError::new(format!("plugin {name} failed to invoke: {cause}"))
        })?;
        if bytes.len() as u64 > get.limit {
            return Err(GetError::new(format!(
                "plugin printed more than {} bytes",
                get.limit
            )));
        }
        Ok(bytes)
    }
}

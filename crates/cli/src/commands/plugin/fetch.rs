//! Downloads of plugins.

use std::cell::RefCell;

use steersman_oci::Registry;
use steersman_plugin::Fetch;
use steersman_repo::{Access, Get, Getters};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::registry::{RegistryPlugin, fetch_plugin, registry_client};
use crate::sources::{access, getters};

/// The largest archive of a plugin, in bytes.
const MAX_ARCHIVE: u64 = 1024 * 1024 * 1024;

/// The ways to servers, with what the flags say about them.
pub(super) struct Downloads {
    getters: Getters,
    access: Access,
    registry: Option<Registry>,
    /// What came from the registry, fetched once for archive and signature.
    fetched: RefCell<Option<RegistryPlugin>>,
}

impl Downloads {
    /// # Errors
    /// When the source is a registry, and its credentials or certificates cannot be used.
    pub(super) fn new(
        source: &str,
        flags: &Flags,
        context: &Context<'_>,
    ) -> Result<Self, CliError> {
        let registry = if source.starts_with("oci://") {
            Some(registry_client(flags, context)?)
        } else {
            None
        };
        Ok(Self {
            getters: getters(context),
            access: Access {
                base: String::new(),
                ..access(flags)
            },
            registry,
            fetched: RefCell::default(),
        })
    }

    fn pull_from_registry(&self, url: &str, registry: &Registry) -> Result<Vec<u8>, String> {
        let reference = url.strip_suffix(".prov").unwrap_or(url);
        let last = reference.rsplit('/').next().unwrap_or_default();
        let name = last.split('@').next().unwrap_or(last);
        let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
        let known = self.fetched.borrow().clone();
        let plugin = match known {
            Some(plugin) => plugin,
            None => fetch_plugin(reference, name, registry).map_err(|error| error.message)?,
        };
        let wanted = if url == reference {
            plugin.archive.clone()
        } else {
            plugin.provenance.clone()
        };
        *self.fetched.borrow_mut() = Some(plugin);
        Ok(wanted)
    }
}

impl Fetch for Downloads {
    fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        if let Some(registry) = &self.registry {
            return self.pull_from_registry(url, registry);
        }
        let get = Get {
            url,
            access: &self.access,
            accept: "",
            compressed: false,
            limit: MAX_ARCHIVE,
        };
        self.getters.get(&get).map_err(|error| error.message)
    }

    fn is_archive(&self, _url: &str) -> bool {
        // Helm takes such a URL for an archive and then refuses it, because its name does not end like one.
        false
    }
}

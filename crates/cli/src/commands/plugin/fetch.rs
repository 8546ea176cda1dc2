//! Downloads of plugins.

use steersman_plugin::Fetch;
use steersman_repo::{Access, Get, Getters};

use crate::command::Flags;
use crate::context::Context;
use crate::sources::{access, getters};

/// The largest archive of a plugin, in bytes.
const MAX_ARCHIVE: u64 = 1024 * 1024 * 1024;

/// The ways to servers, with what the flags say about them.
#[derive(Debug)]
pub(super) struct Downloads {
    getters: Getters,
    access: Access,
}

impl Downloads {
    pub(super) fn new(flags: &Flags, context: &Context<'_>) -> Self {
        Self {
            getters: getters(context),
            access: Access {
                base: String::new(),
                ..access(flags)
            },
        }
    }
}

impl Fetch for Downloads {
    fn get(&self, url: &str) -> Result<Vec<u8>, String> {
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

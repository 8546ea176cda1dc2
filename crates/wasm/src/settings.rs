//! What a module may do.

use std::collections::BTreeMap;
use std::time::Duration;

/// The limits of a module, and what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How much memory it may have, in pages of 64 KiB; the same again for what it hands over.
    pub max_pages: u32,
    /// How large an answer over HTTP may be, in bytes.
    pub max_http_response: u64,
    /// How large its variables may be together, in bytes; nothing turns them off.
    pub max_variables: u64,
    /// What it can ask for by name.
    pub config: BTreeMap<String, String>,
    /// The hosts it may ask over HTTP, as patterns with `*` and `?`.
    pub allowed_hosts: Vec<String>,
    /// Whether it has a folder `/tmp`.
    pub temporary_folder: bool,
    /// How long it may run, without the time it waits for input.
    pub timeout: Duration,
    /// The function that is called.
    pub entry: String,
}

impl Settings {
    /// The pages of memory where nothing else is said: 256 MiB.
    pub const MAX_PAGES: u32 = 4096;
    /// The time where nothing else is said.
    pub const TIMEOUT: Duration = Duration::from_mins(5);
    /// The function where nothing else is said.
    pub const ENTRY: &'static str = "helm_plugin_main";
    /// The size of a page in bytes.
    pub(crate) const PAGE: usize = 64 << 10;

    /// How much memory it may have, in bytes.
    pub(crate) fn max_memory(&self) -> usize {
        usize::try_from(self.max_pages)
            .unwrap_or(usize::MAX)
            .saturating_mul(Self::PAGE)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_pages: Self::MAX_PAGES,
            max_http_response: 0,
            max_variables: 0,
            config: BTreeMap::new(),
            allowed_hosts: Vec::new(),
            temporary_folder: false,
            timeout: Self::TIMEOUT,
            entry: Self::ENTRY.to_owned(),
        }
    }
}

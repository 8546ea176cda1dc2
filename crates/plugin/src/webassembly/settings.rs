//! `runtimeConfig` of the runtime `extism/v1`.

use std::collections::BTreeMap;
use std::time::Duration;

use steersman_wasm::Settings;

/// The answers over HTTP where the definition gives a number below zero, in bytes.
const MAX_HTTP_RESPONSE: u64 = 50 << 20;
/// The variables where the definition gives a number below zero, in bytes.
const MAX_VARIABLES: u64 = 1 << 20;

/// What the definition of a WebAssembly plugin allows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extism {
    /// Its limits of memory.
    pub memory: ExtismMemory,
    /// What it can ask for by name.
    pub config: BTreeMap<String, String>,
    /// The hosts it may ask; `None` where the definition does not speak of them.
    pub allowed_hosts: Option<Vec<String>>,
    /// Whether it has a temporary folder.
    pub temporary_folder: bool,
    /// How long it may run, in milliseconds; zero is not said.
    pub timeout: u64,
    /// Functions that it wants of the program. There are none.
    pub host_functions: Option<Vec<String>>,
    /// The function to call, or nothing.
    pub entry: String,
}

/// Limits of memory as the definition has them; zero is not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtismMemory {
    /// Pages of 64 KiB.
    pub max_pages: u32,
    /// Bytes of an answer over HTTP: zero allows none, numbers below it what is usual.
    pub max_http_response: i64,
    /// Bytes of variables: zero allows none, numbers below it what is usual.
    pub max_variables: i64,
}

impl Extism {
    /// The same for the sandbox.
    pub(crate) fn to_settings(&self) -> Settings {
        let usual = Settings::default();
        let memory = &self.memory;
        Settings {
            max_pages: match memory.max_pages {
                0 => usual.max_pages,
                pages => pages,
            },
            max_http_response: u64::try_from(memory.max_http_response).unwrap_or(MAX_HTTP_RESPONSE),
            max_variables: u64::try_from(memory.max_variables).unwrap_or(MAX_VARIABLES),
            config: self.config.clone(),
            allowed_hosts: self.allowed_hosts.clone().unwrap_or_default(),
            temporary_folder: self.temporary_folder,
            timeout: match self.timeout {
                0 => usual.timeout,
                timeout => Duration::from_millis(timeout),
            },
            entry: if self.entry.is_empty() {
                usual.entry
            } else {
                self.entry.clone()
            },
        }
    }
}

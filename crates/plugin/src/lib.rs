//! Helm's plugins: their definitions, where they are found, how they are installed and run.
//!
//! A plugin is a folder with a `plugin.yaml`, in the form of Helm 3 or of Helm 4. It is a command of its own, fetches
//! URLs of its own schemes, or changes manifests before they go to a cluster.
//!
//! ```
//! use steersman_plugin::{Kind, parse_definition};
//!
//! let text = b"name: hello\nversion: 1.0.0\nusage: say hello\ncommand: echo hello\n";
//! let metadata = parse_definition(text).expect("it is a definition");
//! assert_eq!((metadata.api_version.as_str(), metadata.kind.name()), ("legacy", "cli/v1"));
//! ```
//!
//! # Invariants
//! - A broken plugin never keeps others from working: it is told of and passed over, as in Helm.
//! - Programs of plugins get the environment they are given and nothing else; this crate does not read that of the
//!   process.
//! - Nothing from an archive is written outside the folder it is unpacked into.
//! - What is read of files and programs is bounded.

mod decode;
mod definition;
mod error;
mod expand;
mod find;
mod install;
mod invoke;
mod metadata;
mod pack;
mod platform;
mod process;
mod signing;
mod text;
mod webassembly;

pub use decode::DecodeError;
pub use definition::parse_definition;
pub use error::{DefinitionError, PluginError};
pub use expand::Variables;
pub use find::{
    Broken, DEFINITION, Plugin, find_post_renderer, load_folder, load_folders, load_plugin,
    split_folders,
};
pub use install::{
    Fetch, Homes, InstallError, InstallRequest, Installation, Source, Verdict, Verify,
    find_definition, install, is_archive_name, remove, unpack, update,
};
pub use invoke::{GetRequest, HookEvent, run_program};
pub use metadata::{CommandTexts, Kind, Metadata, Runtime, Subprocess};
pub use pack::pack;
pub use platform::PlatformCommand;
pub use process::{MAX_OUTPUT, Printed, Streams};
pub use signing::signing_status;
pub use steersman_wasm::{HttpRequest, HttpResponse, WasmError};
pub use text::metadata_text;
pub use webassembly::{Extism, ExtismMemory, Network};

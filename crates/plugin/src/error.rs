use std::io;
use std::path::PathBuf;

use steersman_wasm::WasmError;
use thiserror::Error;

use crate::decode::DecodeError;

/// Why something about plugins failed. Joined with the sources by `": "` the texts are Helm's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PluginError {
    /// There is no definition, or it cannot be read.
    #[error("failed to read plugin at {}: {}", quote_path(.path), go_path_error("open", .path, .cause))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The definition is none.
    #[error("failed to load plugin {}", quote_path(.folder))]
    Load {
        /// The folder of the plugin.
        folder: PathBuf,
        /// What is wrong.
        source: Box<DefinitionError>,
    },
    /// A WebAssembly plugin without its module.
    #[error("wasm binary missing for extism/v1 plugin: {}", quote_path(.module))]
    NoModule {
        /// Where the module should be.
        module: PathBuf,
    },
    /// Two plugins in one folder have one name.
    #[error("two plugins claim the name {} at {} and {}", quote(.name), quote_path(.first), quote_path(.second))]
    Duplicate {
        /// The name.
        name: String,
        /// A folder that has it.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Nothing is installed that has this name and kind.
    #[error("plugin: {{Name:{name} Type:{kind}}} not found")]
    NotFound {
        /// The name.
        name: String,
        /// The kind.
        kind: &'static str,
    },
    /// No command is for this machine.
    #[error("no plugin command is applicable")]
    NoCommand,
    /// The command to run cannot be told.
    #[error("failed to prepare plugin command")]
    Prepare(#[source] Box<Self>),
    /// The command to fetch with cannot be told.
    #[error("failed to prepare commands for protocol {}", quote(.protocol))]
    PrepareGetter {
        /// The scheme of the URL.
        protocol: String,
        /// Why.
        source: Box<Self>,
    },
    /// A getter does not know the scheme.
    #[error("no downloader found for protocol {}", quote(.0))]
    NoDownloader(String),
    /// The program cannot be started.
    #[error("{0}")]
    Start(String),
    /// The program ended with an error.
    #[error("plugin {} exited with error", quote(.name))]
    Exit {
        /// The plugin.
        name: String,
        /// The code of the program; 255 where a signal ended it.
        code: u8,
    },
    /// A hook ended with an error.
    #[error("plugin {event} hook for {} exited with error", quote(.name))]
    Hook {
        /// `install`, `update` or `delete`.
        event: &'static str,
        /// The plugin.
        name: String,
    },
    /// A post-renderer failed.
    #[error("failed to invoke post-renderer plugin {}", quote(.name))]
    PostRender {
        /// The plugin.
        name: String,
        /// Why.
        source: Box<Self>,
    },
    /// A post-renderer printed nothing.
    #[error("post-renderer {} produced empty output", quote(.0))]
    Empty(String),
    /// A program that is no plugin failed.
    #[error("error while running command {program}. error output:\n{stderr}: exit status {code}")]
    Program {
        /// The program.
        program: String,
        /// Its exit code.
        code: u8,
        /// What it printed on standard error.
        stderr: String,
    },
    /// What a plugin printed is more than it may.
    #[error("plugin {} printed more than {limit} bytes", quote(.name))]
    TooMuch {
        /// The plugin.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// Installing, updating or removing failed.
    #[error(transparent)]
    Install(#[from] crate::install::InstallError),
    /// The module of a WebAssembly plugin cannot be used.
    #[error("failed to create existing plugin: {0}")]
    Module(WasmError),
    /// A WebAssembly plugin did not come to a good end.
    #[error("plugin error: {0}")]
    WebAssembly(WasmError),
    /// A WebAssembly plugin wants a function of the program that there is not.
    #[error("plugin requested host function {} not found", quote(.0))]
    NoHostFunction(String),
    /// What a WebAssembly plugin answered is no answer.
    #[error("failed to json marshal plugin output message: reflect.Value: {0}")]
    Output(String),
    /// Something that only programs can do was wanted of a WebAssembly plugin.
    #[error("Unsupported plugin runtime: \"extism/v1\"")]
    NotAProgram,
}

/// What is wrong with a definition.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DefinitionError {
    /// It is not YAML, or its version is no text.
    #[error("failed to peek plugin.yaml API version: {0}")]
    Peek(String),
    /// A version nobody knows.
    #[error("invalid plugin apiVersion: {}", quote(.0))]
    ApiVersion(String),
    /// A field has the wrong kind of value, or is none.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A value is refused.
    #[error("{0}")]
    Invalid(String),
    /// The part about kind or runtime is refused.
    #[error("failed to convert MetadataV1 to Metadata: {0}")]
    Convert(String),
}

/// Go's quoted form of a text.
pub(crate) fn quote(text: &str) -> String {
    steersman_value::fmt::quote(text.as_bytes())
}

pub(crate) fn quote_path(path: &std::path::Path) -> String {
    quote(&path.to_string_lossy())
}

/// The system's words for an error, without capital and number.
pub(crate) fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let text = match error.raw_os_error() {
        Some(_) => text,
        // An error of `fs_err` puts what it tried before the original text.
        None => text.rsplit(": ").next().unwrap_or(text),
    };
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// An error of a file as Go words it.
pub(crate) fn go_path_error(call: &str, path: &std::path::Path, cause: &io::Error) -> String {
    format!("{call} {}: {}", path.display(), system_text(cause))
}

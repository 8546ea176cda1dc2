//! A sandbox for plugins that are WebAssembly in the form of [Extism](https://extism.org), as Helm 4 has them.
//!
//! [`run()`] calls one function of a module: it gets its input and gives its output through the functions of Extism's
//! kernel (`extism:host/env`), and sees of the system what WASI (preview 1) shows it: variables, clocks, streams, and a
//! temporary folder that lies in memory. Everything that leaves the sandbox goes through a [`Host`].
//!
//! ```
//! use steersman_wasm::{Call, NoHost, Settings, run};
//!
//! // A module that answers 7, as bytes: its text is (module (func (export "seven") (result i32) (i32.const 7))).
//! let module = b"\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7f\x03\x02\x01\0\x07\x09\x01\x05seven\0\0\x0a\x06\x01\x04\0\x41\x07\x0b";
//! let settings = Settings { entry: "seven".into(), ..Settings::default() };
//! let call = Call { module, settings: &settings, variables: &Default::default(), input: b"" };
//! let ended = run(&call, Box::new(NoHost)).expect("the module is valid");
//! assert_eq!((ended.code, ended.output), (7, Vec::new()));
//! ```
//!
//! # Invariants
//! - A module reads and writes nothing but its own memory, what it is given, and what [`Host`] does for it. There is no
//!   path from it to the file system.
//! - A module ends: by itself, or when its time is over. It may not take more memory than it is allowed.
//! - No I/O, no clock: all of that is the [`Host`]'s.
//! - No module makes this crate panic.

mod call;
mod error;
mod extism;
mod host;
mod http;
mod kernel;
mod memory;
mod settings;
mod state;
mod wasi;

pub use call::{Call, Ended, run};
pub use error::WasmError;
pub use host::{Host, HttpRequest, HttpResponse, NoHost, Stream};
pub use settings::Settings;

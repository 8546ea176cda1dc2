//! The `steer` command line: commands, flags, settings, printing and exit codes.
//!
//! The program reproduces Helm's command line: names, flags, texts, streams and exit codes. Called as `helm` it is
//! nothing but that; called as `steer` it has more.
//!
//! A run goes one way: [`Environment`] and arguments become [`Settings`](settings::Settings) and an
//! [`Invocation`](command::Invocation); the command translates it into a request to the operations below, and prints
//! their outcome.
//!
//! ```
//! use steersman_cli::{Environment, run};
//!
//! let environment = Environment::new("helm", [("HOME", "/home/me")]);
//! let mut stdout = Vec::new();
//! let mut stderr = Vec::new();
//! let arguments = ["version".to_owned(), "--short".to_owned()];
//! let code = run(&arguments, &environment, Box::new(&mut stdout), Box::new(&mut stderr));
//! assert_eq!((code, stdout.as_slice()), (0, &b"v4.3.1\n"[..]));
//! ```
//!
//! # Invariants
//! - Nothing below this crate prints, reads the environment or chooses an exit code; the environment is read once.
//! - Standard output is data; everything Helm does not print goes to standard error.
//! - Every command is one constant in [`commands`]: help, completion and the reading of flags come from it.

mod bundle;
mod charts;
mod color;
pub mod command;
pub mod commands;
mod context;
mod dependency_download;
mod dependency_sources;
mod dependency_twins;
mod environment;
mod error;
mod expired;
mod extensions;
mod findings;
mod kubeconfig;
mod live;
mod log;
mod mirror_images;
mod mirrors;
mod moment;
mod observer;
mod output;
pub mod paths;
mod persona;
mod plan_file;
mod plan_output;
mod ports;
mod post_renderer;
mod printer;
mod process;
mod prompt;
mod provenance;
mod registry;
mod release_output;
mod releases;
mod remote;
mod report;
mod repositories;
mod retired;
mod run;
mod schemas;
mod serve;
pub mod settings;
mod signer;
mod sources;
mod table;
mod text_template;
mod time;
mod watch;

pub use context::Context;
pub use environment::Environment;
pub use error::{CliError, ErrorKind};
pub use log::{Level, log_line};
pub use persona::Persona;
pub use printer::Printer;
pub use process::run_process;
pub use run::run;

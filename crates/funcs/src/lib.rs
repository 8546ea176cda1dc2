//! The functions that Helm templates can call: Sprig's and Helm's own.
//!
//! [`functions`] builds the table for [`steersman_gotmpl`]. What a function needs from outside comes through two
//! ports: [`Env`] (clock, randomness, host names) and [`Lookup`] (objects of a cluster).
//!
//! ```
//! use std::rc::Rc;
//! use steersman_funcs::{Now, Env, Options, functions};
//!
//! #[derive(Debug)]
//! struct Still;
//! impl Env for Still {
//!     fn now(&self) -> Now {
//!         Now { unix_nanos: 0, monotonic_nanos: 0 }
//!     }
//!     fn local_zone(&self) -> String {
//!         "UTC".into()
//!     }
//!     fn fill_random(&self, bytes: &mut [u8]) {
//!         bytes.fill(7);
//!     }
//!     fn resolve_host(&self, _name: &str) -> String {
//!         String::new()
//!     }
//! }
//!
//! let table = functions(&Options::offline(Rc::new(Still)));
//! assert!(table.iter().any(|function| function.name == "nindent"));
//! ```
//!
//! # Layout
//! Each module holds the functions of one subject and exports its table as `const FUNCTIONS: &[Entry]`.
//! An `entry::Entry` names the function, the Go types of its parameters (the template engine checks arguments
//! against them, and its error texts quote them) and the code: a function of the arguments alone
//! (`Entry::pure`, `Entry::variadic`) or one that also gets the options with their ports (`Entry::with_options`).
//! `entry.since(HelmDialect::V4_3)` leaves a function out of the tables of older versions.
//! `table` collects them all.
//!
//! # Invariants
//! - No I/O, clock, randomness or environment except through the ports.
//! - The engine has checked arity and types before a body runs; a parameter of type `interface {}` that got no
//!   value arrives as [`Value::Nil`](steersman_value::Value::Nil) or
//!   [`Value::Invalid`](steersman_value::Value::Invalid).
//! - Go panics of the original are [`CallError::Panic`](steersman_value::CallError::Panic), never Rust panics.
//! - Recursion over values stops at a named depth, because templates can build maps that contain themselves.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the bodies of all functions have one type"
)]

mod args;
mod crypto;
mod date;
mod defaults;
mod dicts;
mod duration;
mod encoding;
mod entry;
mod env;
mod json;
mod limits;
mod lists;
mod numbers;
mod options;
mod paths;
mod random;
mod regex;
mod semver;
mod strings;
mod table;
mod template;
mod toml;
mod types;
mod url;
mod yaml;

pub use date::{Stamp, offset_of};
pub use env::{Env, Lookup, NoCluster, Notice, Now};
pub use options::Options;
pub use regex::Pattern;
pub use table::functions;

//! Regular expressions: RE2 syntax with Go's semantics and error texts.
//!
//! A pattern is read by a parser of its own ([`parse`]), because the dialects of Go and of the `regex` crate differ
//! in a quarter of everyday corner cases; the result is lowered to `regex_syntax`'s HIR and run by
//! `regex_automata`. Compiled patterns are kept per thread, since charts call the same few in every template.

mod bytes;
mod class;
mod engine;
mod error;
mod expand;
mod functions;
mod node;
mod parse;
mod pattern;
mod unicode;

pub(crate) use functions::FUNCTIONS;
pub use pattern::Pattern;

//! Go's `text/template` language.

mod function;

pub use function::{Body, Function, HostFunction, Runtime};

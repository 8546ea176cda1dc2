//! TOML text out and in, as `BurntSushi/toml` 1.6.0 writes and reads it.

mod document;
mod encode;
mod functions;
mod lexer;
mod number;
mod parser;
mod string;
mod text;
mod value;

pub(crate) use functions::FUNCTIONS;

/// How deep arrays and inline tables may be nested, and how many parts a key may have. Go has no such limit; a
/// document that needs more is made to do harm.
const MAX_DEPTH: usize = 200;

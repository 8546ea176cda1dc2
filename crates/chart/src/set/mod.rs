//! The little language of `--set` and its relatives: `a.b[0].c=value,d={x,y}`.
//!
//! All five flags share one grammar of keys; what stands after `=` differs by [`Flavor`].

mod error;
mod parser;
mod scalar;
mod scanner;

pub use error::{SetError, SetErrorKind};
pub use parser::{Flavor, apply};

/// The largest list index that can be set.
pub const MAX_INDEX: i64 = 65_536;

/// How many dots a key may have.
pub const MAX_NESTED_LEVEL: usize = 30;

/// How many entries may be filled with null before the indexes of one flag; Helm has no such limit.
pub const MAX_FILLED: usize = 1_000_000;

/// How many pairs of brackets a key may have; Helm has no such limit short of its stack.
pub const MAX_BRACKETS: usize = 1000;

//! Go's dynamic values for Rust programs that have to agree with Go to the byte.
//!
//! Two types carry data:
//!
//! - [`Tree`] is a plain document, as YAML or JSON text means it: owned, `Send`, compared by content.
//!   Charts, values files and release records are trees.
//! - [`Value`] is a value while a template runs: it has a Go type, its maps and lists are shared by reference
//!   (`set` on one handle is seen through every other), and it can be an [`Object`] with methods.
//!   It is cheap to clone and stays on its thread.
//!
//! ```
//! use steersman_value::{Tree, Value};
//!
//! let tree = Tree::Map([("port".into(), Tree::Float(8080.0))].into());
//! let value = Value::from(&tree);
//! assert_eq!(value.type_name(), "map[string]interface {}");
//! ```
//!
//! [`fmt`] prints values and reads numbers as Go's `fmt` and `strconv` do, [`unicode`] knows Go's characters,
//! [`capacity`] how much room Go's `append` makes.
//!
//! # Invariants
//! - No I/O, no clock, no environment.
//! - Strings are bytes ([`Str`]): Go strings need not be UTF-8.
//! - Iterating a map goes by key in byte order, as Go prints, ranges and encodes maps.
//! - Values may be nested deeper than the stack allows, and maps may contain themselves: whatever walks a value stops
//!   at a named depth ([`fmt::MAX_DEPTH`]), and dropping one needs no recursion.

mod call;
pub mod capacity;
mod deep_equal;
pub mod fmt;
mod kind;
mod list;
mod map;
mod object;
mod text;
mod to_tree;
mod tree;
pub mod unicode;
mod unravel;
mod value;

pub use call::{CallError, Method, Signature};
pub use deep_equal::deep_equal;
pub use kind::{GoType, IntKind, Kind};
pub use list::{List, ListType};
pub use map::{Map, MapType};
pub use object::{FieldError, Json, Object};
pub use text::Str;
pub use tree::{Table, Tree};
pub use value::Value;

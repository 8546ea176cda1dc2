//! Writing YAML: [`encode`] and [`encode_tree`] as go-yaml v2 does by way of JSON, [`encode_pretty`] as v3 does.

mod analysis;
mod detour;
mod error;
mod order;
mod quoted;
mod scalar;
mod styled;
mod tree;
mod value;
mod writer;

pub use error::EncodeError;
pub(crate) use styled::{StyledWriter, Wanted};
pub use tree::encode_tree;
pub use value::{encode, encode_pretty};
pub(crate) use writer::Place;

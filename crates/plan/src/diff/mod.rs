//! What differs between two objects, field by field, and what of it may be shown.

mod fields;
mod mask;
mod normal;
mod path;

pub use fields::{FieldChange, diff};
pub use mask::{MASK, Secrets, ShownChange};
pub use normal::{laid_over, normalized};
pub use path::{FieldPath, PathStep};

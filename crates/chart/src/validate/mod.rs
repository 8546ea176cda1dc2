//! What `Chart.yaml` may say.

mod check;
mod error;
mod place;

pub(crate) use check::validate;
pub use error::ValidationError;

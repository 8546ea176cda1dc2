//! The verbs that read records: nothing is changed by them.
//!
//! A cluster that answers is reached; whether it can be reached is only asked when something has failed, so that the
//! usual case costs no request.

mod error;
mod history;
mod list;
mod source;
mod status;
mod values;

pub use error::ReadError;
pub use history::history;
pub use list::{ListRequest, Order, States, list};
pub use source::Source;
pub use status::{Form, Resources, status};
pub use values::computed_values;

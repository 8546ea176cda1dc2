//! Writing objects: making, changing and deleting them, all of one kind at once, one kind after the other.

mod create;
mod delete;
mod error;
mod options;
mod secrets;
mod update;

pub(crate) use create::create_all;
pub(crate) use delete::{delete_all, delete_call};
pub use error::ApplyError;
pub(crate) use options::CreateOptions;
use options::kind_runs;
pub(crate) use update::{UpdateFailure, UpdateOptions, update_all};

//! Releases as commands print them.

mod block;
mod names;
mod object;
mod server_table;

pub(crate) use block::{Block, status_block, user_values};
pub(crate) use names::{MISSING, app_version, chart_name};
pub(crate) use object::release_value;
pub(crate) use server_table::TablePrinter;

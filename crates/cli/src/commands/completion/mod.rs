//! `completion`: scripts that teach shells to complete.

mod command;

pub(super) use command::{COMMAND, bash_script};

//! `images`: which container images a chart would run. Helm has no such command.

mod command;
mod print;

pub(super) use command::{COMMAND, find_in};

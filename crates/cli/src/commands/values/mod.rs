//! `values`: what there is to know about values. Helm has no such command.

mod command;
mod explain;

pub(super) use command::COMMAND;

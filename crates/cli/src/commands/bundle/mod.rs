//! `bundle`: charts for closed networks in one file. Helm has no such command.

mod command;
mod create;
mod list;
mod load;

pub(super) use command::COMMAND;

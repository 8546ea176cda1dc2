//! `dependency`: the charts that a chart depends on.

mod command;
mod folder;
mod list;
mod update;

pub(super) use command::COMMAND;

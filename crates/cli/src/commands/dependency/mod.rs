//! `dependency`: the charts that a chart depends on.

mod command;
mod list;
mod update;

pub(super) use command::COMMAND;

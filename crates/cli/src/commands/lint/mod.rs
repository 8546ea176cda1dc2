//! `lint`: checks charts by rules.

mod command;
mod folder;
mod subcharts;

pub(super) use command::COMMAND;

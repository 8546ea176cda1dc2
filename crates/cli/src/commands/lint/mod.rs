//! `lint`: checks charts by rules.

mod command;
mod folder;

pub(super) use command::COMMAND;

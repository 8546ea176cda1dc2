//! `search`: finds charts in repositories and hubs.

mod command;
mod hub;
mod repo;

pub(super) use command::COMMAND;

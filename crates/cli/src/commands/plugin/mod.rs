//! `plugin`: plugins are installed, listed, brought up to date, removed, packed and verified.

mod command;
mod complete;
mod fetch;
mod hook;
mod install;
mod list;
mod package;
mod uninstall;
mod update;
mod verify;

pub(super) use command::COMMAND;

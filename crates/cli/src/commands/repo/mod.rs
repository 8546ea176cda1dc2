//! `repo`: the configured chart repositories.

mod add;
mod command;
mod doctor;
mod index;
mod list;
mod remove;
mod update;

pub(super) use command::COMMAND;

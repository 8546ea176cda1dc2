//! `registry`: logging in to registries and out of them.

mod command;
mod login;
mod logout;

pub(super) use command::COMMAND;

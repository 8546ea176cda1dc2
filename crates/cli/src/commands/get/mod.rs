//! `get`: what is in the record of a release.

mod command;
mod metadata;
mod print;

pub(super) use command::COMMAND;

//! `plan`, with one subcommand for each verb that changes a cluster, and `apply`.

mod apply;
mod command;
mod make;

pub(super) use apply::COMMAND as APPLY;
pub(super) use command::COMMAND;

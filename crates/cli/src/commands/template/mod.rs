//! `template`: renders a chart and prints its manifests.

mod check;
mod cluster;
mod command;
mod files;
mod flags;
mod install_flags;
mod name;
mod watch;

pub(super) use command::COMMAND;
pub(super) use install_flags::{INSTALL, INSTALL_VERSION, complete_chart};

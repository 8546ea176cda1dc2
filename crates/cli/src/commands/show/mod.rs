//! `show`: what is in a chart.

mod command;

pub(super) use command::COMMAND;

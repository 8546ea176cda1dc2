//! `show`: what is in a chart.

mod command;
mod print;

pub(super) use command::COMMAND;

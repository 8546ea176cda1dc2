//! `show`: what is in a chart.

mod error;
mod print;
mod run;

pub use error::ShowError;
pub use run::{Part, ShowRequest, show};

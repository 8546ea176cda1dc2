//! Label selectors, for choosing among what is here already.

mod label;
mod lexer;
mod parser;
mod rules;

pub use label::LabelSelector;
pub use parser::SelectorError;

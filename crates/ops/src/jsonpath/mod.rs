//! `JSONPath` templates as kubectl knows them: text with expressions in braces, such as `{.items[*].name}`.
//!
//! The language has fields, wildcards, indexes, slices, unions, filters, descent, literals, and
//! `{range EXPRESSION}...{end}`. A value that is not there ends the run without a result.

mod eval;
mod parse;
mod print;
mod template;

pub(crate) use parse::parse;

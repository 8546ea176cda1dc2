//! From text to syntax tree.

mod ast;
mod lexer;
mod number;
mod parser;
mod print;
mod rune;
mod token;
mod unquote;
mod words;

pub(crate) use ast::{
    Branch, Declarations, FunctionId, Name, NodeId, NodeKind, Run, Tree, VariableId,
};
pub(crate) use number::{Ideal, Number};
pub(crate) use parser::{Definition, Parsed, parse};
pub(crate) use words::adapt;

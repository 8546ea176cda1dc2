//! Running templates.
//!
//! Bodies are walked with an explicit stack of frames, so that templates calling templates do not nest natively;
//! only pipelines in parentheses and functions that run templates do, and those are measured.
//!
//! Go reports an error at the node it looked at last, which is not always the node one would name. The interpreter
//! keeps the same register and sets it at the same moments.

mod argument;
mod builtin;
mod call;
mod field;
mod frame;
mod interpreter;
mod operand;
mod slot;
mod variable;
mod walk;

pub(crate) use builtin::Builtin;
pub use interpreter::Interpreter;

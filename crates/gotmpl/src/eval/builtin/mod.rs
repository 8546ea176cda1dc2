//! The functions of the language itself.

mod call;
mod compare;
mod escape;
mod index;
mod kind;
mod trace;

pub(super) use call::call;
pub(crate) use kind::Builtin;
pub(super) use trace::trace_index;

//! From tokens to nodes.
//!
//! The parser looks at most two tokens ahead. Children of a node are collected on a scratch stack and moved to
//! the tree's table in one piece, so that parsing an action allocates nothing in the steady state.

mod control;
mod pipeline;
mod state;

use state::{Body, Item, Outcome, Parser};
pub(crate) use state::{Definition, Parsed, parse};

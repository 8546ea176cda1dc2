//! A reader for the plain part of YAML, in one pass over the text.
//!
//! It knows block mappings and sequences, scalars of every style, and flow collections on one line. At the first
//! byte it is not sure about it gives up, and the full parser reads the text from the start. So it accepts less,
//! never more, and errors always come from the full parser.

mod flow;
mod head;
mod lines;
mod reader;
mod scalar;
mod sink;
mod text;
mod tree;

pub(crate) use head::scan_head;
pub(crate) use sink::Doubt;
use sink::Sink;
use text::Text;
pub(crate) use tree::read_tree;

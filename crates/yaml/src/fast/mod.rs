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
mod text;
mod tree;

pub(crate) use head::scan_head;
pub(crate) use tree::read_tree;

use text::Text;

/// The reader is not sure what the text means, or the sink does not want it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doubt;

/// What a reader reports to.
trait Sink<'t> {
    fn start_mapping(&mut self) -> Result<(), Doubt>;
    fn end_mapping(&mut self) -> Result<(), Doubt>;
    fn start_sequence(&mut self) -> Result<(), Doubt>;
    fn end_sequence(&mut self) -> Result<(), Doubt>;
    fn key(&mut self, key: Text<'t>) -> Result<(), Doubt>;
    fn scalar(&mut self, text: Text<'t>) -> Result<(), Doubt>;
    fn null(&mut self);
}

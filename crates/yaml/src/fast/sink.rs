use super::text::Text;

/// The reader is not sure what the text means, or the sink does not want it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doubt;

/// What a reader reports to.
pub(super) trait Sink<'t> {
    fn start_mapping(&mut self) -> Result<(), Doubt>;
    fn end_mapping(&mut self) -> Result<(), Doubt>;
    fn start_sequence(&mut self) -> Result<(), Doubt>;
    fn end_sequence(&mut self) -> Result<(), Doubt>;
    fn key(&mut self, key: Text<'t>) -> Result<(), Doubt>;
    fn scalar(&mut self, text: Text<'t>) -> Result<(), Doubt>;
    fn null(&mut self);

    /// The last scalar has this anchor.
    fn anchor(&mut self, _name: &'t [u8]) -> Result<(), Doubt> {
        Err(Doubt)
    }

    /// The scalar that got this anchor last.
    fn alias(&mut self, _name: &'t [u8]) -> Result<(), Doubt> {
        Err(Doubt)
    }
}

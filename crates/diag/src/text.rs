/// What a piece of a rendered diagnostic is, for a face that wants to colour it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// The heading of an error.
    Error,
    /// The heading of a warning.
    Warning,
    /// The heading of a note.
    Note,
    /// The heading of a hint.
    Hint,
    /// The message itself.
    Message,
    /// A file name with line and column.
    Location,
    /// Line numbers and the rules beside an excerpt.
    Gutter,
    /// A line of the source.
    Source,
    /// The marks under a line of the source.
    Caret,
    /// A step of the chain that led to the error.
    Chain,
    /// Anything else.
    Plain,
}

/// Receives the labelled pieces of a rendered diagnostic in order; line ends are part of the pieces.
pub trait Sink {
    /// Takes the next piece.
    fn piece(&mut self, label: Label, text: &str);
}

/// A [`Sink`] that keeps the text and forgets the labels.
#[derive(Clone, Debug, Default)]
pub struct PlainText(String);

impl PlainText {
    /// The text so far.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Sink for PlainText {
    fn piece(&mut self, _label: Label, text: &str) {
        self.0.push_str(text);
    }
}

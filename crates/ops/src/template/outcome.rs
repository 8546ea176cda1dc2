use steersman_render::{Profile, Unused};

/// How a document meets what is in its file already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// The file begins anew.
    Truncate,
    /// The document follows what was written before.
    Append,
    /// The document follows what is in the file, even from an earlier run, when there is one. Helm writes hooks so.
    AppendIfExists,
}

/// A document for a file below the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputDocument {
    /// The path of the file below the output folder, with `/` between the parts.
    pub path: String,
    /// The bytes to write: separator, comment with the path, text, line end.
    pub bytes: Vec<u8>,
    /// How they meet what is there.
    pub mode: WriteMode,
    /// Whether it is a hook. Helm writes those when all else is done.
    pub is_hook: bool,
}

/// What `template` yields.
#[derive(Clone, Debug, Default)]
pub struct TemplateOutcome {
    /// The bytes for standard output. With files as the destination they come after the files.
    pub stdout: Vec<u8>,
    /// The documents for files, in order.
    pub documents: Vec<OutputDocument>,
    /// Values of the user that no template read, when reads were watched.
    pub unused: Vec<Unused>,
    /// Calls and times, when they were watched.
    pub profile: Option<Profile>,
}

use super::{Profile, ReadLog};

/// What to watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Keep which values are read, and where.
    pub reads: bool,
    /// Keep calls and times.
    pub profile: bool,
}

/// What was seen. Nothing of what was not asked for.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// The values that were read.
    pub reads: Option<ReadLog>,
    /// Calls and times.
    pub profile: Option<Profile>,
}

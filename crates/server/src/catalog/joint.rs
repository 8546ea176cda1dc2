//! How pieces of an index are joined.

/// What stands before the first entry of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing: it is the first of the index.
    First,
    /// An entry of the same chart.
    Same,
    /// An entry of another chart.
    Other,
}

/// The form of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum IndexForm {
    /// As Helm writes it.
    #[default]
    Yaml,
    /// JSON, which every reader of YAML takes and reads faster.
    Json,
}

/// How many forms there are.
pub(super) const FORMS: usize = 2;

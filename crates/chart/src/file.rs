use steersman_value::Str;

use crate::timestamp;

/// When a file was last changed: seconds since the Unix epoch, and nanoseconds within the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Modified {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds, below one second.
    pub nanos: u32,
}

impl Modified {
    /// A time of whole seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// The time in UTC, as Go's `RFC3339Nano` writes it.
    pub fn to_rfc3339(self) -> String {
        timestamp::format(self.seconds, self.nanos, 0)
    }
}

/// A file of a chart: its name relative to the chart, with `/` between the parts, and its content.
///
/// Cloning is cheap, the content is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name relative to the chart's root, such as `templates/service.yaml`.
    pub name: String,
    /// The content, without byte order mark.
    pub data: Str,
    /// When the file was changed, where the source of the chart says so.
    pub modified: Option<Modified>,
}

impl File {
    /// A file without a time.
    pub fn new(name: impl Into<String>, data: impl Into<Str>) -> Self {
        Self {
            name: name.into(),
            data: data.into(),
            modified: None,
        }
    }
}

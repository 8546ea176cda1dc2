use std::fmt;

use steersman_value::Tree;

/// A moment of the [`Env`]'s clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Nanoseconds since the Unix epoch.
    pub unix_nanos: i128,
    /// Nanoseconds since the program started: Go prints them after a time that comes from `now` (`m=+0.02…`).
    pub monotonic_nanos: i64,
}

/// What template functions need from the machine they run on.
pub trait Env: fmt::Debug {
    /// The current time.
    fn now(&self) -> Now;

    /// The name of the local time zone in the IANA database, as `TZ` or the system has it.
    fn local_zone(&self) -> String;

    /// Fills `bytes` from a source fit for keys and passwords.
    fn fill_random(&self, bytes: &mut [u8]);

    /// The address of the host `name`; empty when there is none. Only asked when [`Options::dns`](crate::Options)
    /// allows it.
    fn resolve_host(&self, name: &str) -> String;

    /// Is told before a function works for long, with the steps it counts for: whoever watches the time can allow for
    /// it.
    fn expect_work(&self, _steps: u64) {}

    /// Is told what a function let pass because [`Options::lint`](crate::Options) is on.
    fn notice(&self, _notice: &Notice<'_>) {}
}

/// A failure that linting lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// `required` got no value; the text is the author's message.
    MissingValue(&'a str),
    /// `required` got an empty string.
    EmptyValue(&'a str),
    /// `fail` was called.
    Failed(&'a str),
}

/// Finds objects of a cluster for the function `lookup`.
pub trait Lookup: fmt::Debug {
    /// The object as a table, or the list when `name` is empty. What does not exist is an empty table.
    fn lookup(
        &self,
        api_version: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Result<Tree, String>;
}

/// The [`Lookup`] of a render without a cluster: nothing exists.
#[derive(Clone, Copy, Debug)]
pub struct NoCluster;

impl Lookup for NoCluster {
    fn lookup(
        &self,
        _api_version: &str,
        _kind: &str,
        _namespace: &str,
        _name: &str,
    ) -> Result<Tree, String> {
        Ok(Tree::Map(steersman_value::Table::new()))
    }
}

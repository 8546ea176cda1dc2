use std::time::Duration;

/// Which tests of which release are to run.
#[derive(Clone, Debug)]
pub struct TestRequest {
    /// The name of the release.
    pub release_name: String,
    /// The namespace it is in.
    pub namespace: String,
    /// Which of its tests.
    pub filter: TestFilter,
    /// How long each of them has.
    pub timeout: Duration,
}

/// Which tests run, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFilter {
    /// Only these, when there are any.
    pub include: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
}

impl TestFilter {
    /// Whether a test of this name runs.
    pub fn wants(&self, name: &str) -> bool {
        let among = |names: &[String]| names.iter().any(|own| own == name);
        !among(&self.exclude) && (self.include.is_empty() || among(&self.include))
    }
}

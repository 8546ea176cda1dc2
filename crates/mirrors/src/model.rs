use crate::prefix::Prefix;

/// What is asked in place of something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mirror {
    /// What takes the place of the prefix.
    pub to: String,
    /// Authorities to trust.
    pub ca_file: String,
    /// Certificate of the client.
    pub cert_file: String,
    /// Key of the client.
    pub key_file: String,
    /// Trust any certificate.
    pub insecure_skip_tls_verify: bool,
    /// Ask a registry without TLS.
    pub plain_http: bool,
}

/// A prefix and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) prefix: Prefix,
    pub(crate) mirrors: Vec<Mirror>,
    pub(crate) only: bool,
}

/// All rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrors {
    pub(crate) rules: Vec<Rule>,
    pub(crate) only: bool,
}

impl Mirrors {
    /// Whether there is nothing in the rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && !self.only
    }
}

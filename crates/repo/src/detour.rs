use std::sync::Arc;

use steersman_mirrors::{Mirror, Mirrors};
use steersman_net::{Cause, FetchError, SafeUrl, Step};

use crate::{Access, GetError};

/// Which servers are asked in place of others, and how those are reached.
#[derive(Clone, Debug)]
pub struct Detours {
    /// The rules, or why they cannot be read: nothing is asked then, as it might be what must not be asked.
    rules: Result<Arc<Mirrors>, String>,
    /// How servers are reached that a user configured, for mirrors among them.
    known: Vec<Access>,
}

impl Default for Detours {
    fn default() -> Self {
        Self {
            rules: Ok(Arc::default()),
            known: Vec::new(),
        }
    }
}

/// One way to what a URL names.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// What to ask.
    pub(crate) url: String,
    /// How to reach the server.
    pub(crate) access: Access,
    /// Whether it is a mirror.
    pub(crate) is_mirror: bool,
}

impl Detours {
    /// Detours by these rules, or the reason why there are none that can be used.
    pub fn new(rules: Result<Arc<Mirrors>, String>, known: Vec<Access>) -> Self {
        Self { rules, known }
    }

    /// The ways to a URL, in the order in which they are tried.
    pub(crate) fn ways(&self, url: &str, access: &Access) -> Result<Vec<Way>, GetError> {
        let rules = self
            .rules
            .as_ref()
            .map_err(|error| GetError::new(error.as_str()))?;
        let routes = rules
            .url(url)
            .map_err(|error| GetError::new(error.to_string()))?;
        let ways = routes.into_iter().map(|route| Way {
            access: match route.mirror {
                None => access.clone(),
                Some(mirror) => self.access(mirror, access),
            },
            is_mirror: route.mirror.is_some(),
            url: route.target,
        });
        Ok(ways.collect())
    }

    /// How a mirror is reached. Nothing that is meant for the original goes to another server.
    fn access(&self, mirror: &Mirror, original: &Access) -> Access {
        if same_origin(&mirror.to, &original.base) {
            return original.clone();
        }
        let known = self
            .known
            .iter()
            .find(|known| same_origin(&known.base, &mirror.to));
        let mut access = known.cloned().unwrap_or_default();
        access.base.clone_from(&mirror.to);
        access.pass_credentials = false;
        let files = [&mirror.ca_file, &mirror.cert_file, &mirror.key_file];
        if files.iter().any(|file| !file.is_empty()) {
            access.ca_file.clone_from(&mirror.ca_file);
            access.cert_file.clone_from(&mirror.cert_file);
            access.key_file.clone_from(&mirror.key_file);
        }
        access.insecure_skip_tls_verify |= mirror.insecure_skip_tls_verify;
        access
    }
}

fn same_origin(left: &str, right: &str) -> bool {
    match (SafeUrl::parse(left), SafeUrl::parse(right)) {
        (Ok(left), Ok(right)) => !left.host().is_empty() && left.same_origin(&right),
        _ => false,
    }
}

/// Whether the next way is tried: what was asked for is not there, or the server is out of reach or busy. A server that
/// cannot be trusted, or that refuses, is a reason to stop.
pub(crate) fn passes_on(error: &FetchError) -> bool {
    match error {
        FetchError::Status { status, .. } => {
            matches!(status, 404 | 408 | 410 | 429 | 500..)
        }
        FetchError::Send(error) => match error.step() {
            Step::Resolve | Step::Connect | Step::Proxy => true,
            Step::Answer | Step::Body => !matches!(error.cause(), Cause::TooLarge(_)),
            Step::Url | Step::Tls => false,
        },
    }
}

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// Tells what a cluster serves.
pub trait Discovery: Debug + Send + Sync {
    /// Everything that is served: `apps/v1` and `apps/v1/Deployment`.
    ///
    /// # Errors
    /// The cluster does not say; the text is its own.
    fn api_versions(&self) -> Result<Vec<String>, String>;
}

/// The API versions that templates see, in their order.
#[derive(Clone, Debug)]
pub struct ApiVersions(Known);

#[derive(Clone, Debug)]
enum Known {
    All(Vec<String>),
    Askable(Arc<Asked>),
}

#[derive(Debug)]
struct Asked {
    discovery: Arc<dyn Discovery>,
    answer: OnceLock<Result<Vec<String>, String>>,
}

impl ApiVersions {
    /// Those that a cluster serves, which is only asked, once, when a template wants to know.
    pub fn on_demand(discovery: Arc<dyn Discovery>) -> Self {
        Self(Known::Askable(Arc::new(Asked {
            discovery,
            answer: OnceLock::new(),
        })))
    }

    /// Their names; none when they cannot be had.
    pub fn names(&self) -> &[String] {
        match &self.0 {
            Known::All(names) => names,
            Known::Askable(asked) => asked
                .answer
                .get_or_init(|| asked.discovery.api_versions())
                .as_deref()
                .unwrap_or_default(),
        }
    }

    /// Whether somebody wanted to know them and they could not be had.
    pub fn is_missing(&self) -> bool {
        match &self.0 {
            Known::All(_) => false,
            Known::Askable(asked) => matches!(asked.answer.get(), Some(Err(_))),
        }
    }

    /// These and more.
    #[must_use]
    pub fn and(self, more: impl IntoIterator<Item = String>) -> Self {
        let mut names = self.names().to_vec();
        names.extend(more);
        names.into()
    }
}

impl From<Vec<String>> for ApiVersions {
    fn from(names: Vec<String>) -> Self {
        Self(Known::All(names))
    }
}

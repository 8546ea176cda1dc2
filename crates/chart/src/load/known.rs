use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memchr;
use steersman_names::HelmDialect;
use steersman_value::{Str, Table};

use super::DocumentError;
use super::documents::load_values;

/// The last values file of each length that was read, with what it says. Charts of one scaffold have equal ones, but for
/// a comment at the top that names the chart; so have charts that are there several times.
#[derive(Debug, Default)]
pub(super) struct KnownValues(Mutex<HashMap<usize, (Str, Arc<Table>)>>);

impl KnownValues {
    /// See [`load_values`].
    pub(super) fn load(
        &self,
        text: &Str,
        dialect: HelmDialect,
    ) -> Result<Arc<Table>, DocumentError> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = without_comment(text);
        if let Some((other, values)) = known().get(&counts.len())
            && without_comment(other) == counts
        {
            return Ok(Arc::clone(values));
        }
        let values = Arc::new(load_values(text, dialect)?);
        known().insert(counts.len(), (text.clone(), Arc::clone(&values)));
        Ok(values)
    }
}

/// A text from its first line on that is no comment.
fn without_comment(mut text: &[u8]) -> &[u8] {
    while text.starts_with(b"#")
        && let Some(end) = memchr(b'\n', text)
    {
        text = &text[end + 1..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_shared() {
        let known = KnownValues::default();
        let load = |text: &str| known.load(&text.into(), HelmDialect::default());
        let first = load("# Of one.\n# More.\na: 1\n").unwrap();
        assert!(Arc::ptr_eq(&first, &load("# Of another.\na: 1\n").unwrap()));
        assert!(Arc::ptr_eq(&first, &load("a: 1\n").unwrap()));
        let other = load("# Of one.\na: 2\n").unwrap();
        assert_ne!(first, other);
        assert!(load("# Of one.\na: {\n").is_err());
        assert!(load("#").unwrap().is_empty());
    }
}

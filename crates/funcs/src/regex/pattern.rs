use std::fmt;

use super::engine::Regex;

/// A regular expression in Go's syntax, for texts that are not templates.
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Go's text for a pattern that is none.
    pub fn new(pattern: &str) -> Result<Self, String> {
        Regex::new(pattern.as_bytes())
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }

    /// Where its first match in `text` begins, in bytes.
    pub fn find_start(&self, text: &str) -> Option<usize> {
        let matches = self.0.find_all(text.as_bytes(), 1);
        Some(matches.first()?.start)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern").finish_non_exhaustive()
    }
}

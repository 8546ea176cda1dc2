use std::fmt;

use super::glob::Glob;

/// Lines of this length and longer are refused, as by the line reader Helm uses.
const MAX_LINE: usize = 64 * 1024;

/// The rules of a `.helmignore` file, with the ones that always hold.
///
/// Rules are tried in order and the first decision counts. A rule that begins with `!` decides for every path that
/// does *not* match it: such paths are ignored. That is how Helm works, though not what most people expect.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    patterns: Vec<Pattern>,
}

/// A `.helmignore` file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IgnoreError {
    /// A rule holds `**`.
    DoubleStar,
    /// A rule is not a valid pattern.
    BadPattern,
    /// A line is too long.
    LineTooLong,
}

impl fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DoubleStar => "double-star (**) syntax is not supported",
            Self::BadPattern => "syntax error in pattern",
            Self::LineTooLong => "bufio.Scanner: token too long",
        })
    }
}

impl std::error::Error for IgnoreError {}

#[derive(Clone, Debug)]
struct Pattern {
    /// `None` when the pattern is malformed once its slashes are taken off: it matches nothing.
    glob: Option<Glob>,
    negated: bool,
    folders_only: bool,
    /// Compare with the last part of the path instead of the whole.
    base_name: bool,
}

impl Rules {
    /// The rules that hold without any file: hidden files directly below `templates/` are ignored.
    pub fn built_in() -> Self {
        let mut rules = Self::default();
        // The pattern is well formed, so adding it cannot fail; if it did there would be one rule less.
        let _ = rules.add(b"templates/.?*");
        rules
    }

    /// Reads a `.helmignore` file and appends the built-in rules.
    ///
    /// # Errors
    /// [`IgnoreError`] at the first line that cannot be used.
    pub fn parse(text: &[u8]) -> Result<Self, IgnoreError> {
        let mut rules = Self::default();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        for line in text.split(|&b| b == b'\n') {
            if line.len() >= MAX_LINE {
                return Err(IgnoreError::LineTooLong);
            }
            rules.add(line)?;
        }
        rules.patterns.extend(Self::built_in().patterns);
        Ok(rules)
    }

    fn add(&mut self, line: &[u8]) -> Result<(), IgnoreError> {
        let line = trim(line);
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        if line.windows(2).any(|pair| pair == b"**") {
            return Err(IgnoreError::DoubleStar);
        }
        Glob::compile(line).map_err(|_| IgnoreError::BadPattern)?;
        let (negated, rule) = line
            .strip_prefix(b"!")
            .map_or((false, line), |rule| (true, rule));
        let (folders_only, rule) = rule
            .strip_suffix(b"/")
            .map_or((false, rule), |rule| (true, rule));
        let (anchored, rule) = rule
            .strip_prefix(b"/")
            .map_or((false, rule), |rule| (true, rule));
        let base_name = !anchored && !rule.contains(&b'/');
        self.patterns.push(Pattern {
            glob: Glob::compile(rule).ok(),
            negated,
            folders_only,
            base_name,
        });
        Ok(())
    }

    /// Whether `path`, relative to the chart with `/` between the parts, is left out. The root never is.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        if matches!(path, "" | "." | "./") {
            return false;
        }
        for pattern in &self.patterns {
            let wrong_sort = pattern.folders_only && !is_folder;
            if pattern.negated {
                if wrong_sort || !pattern.matches(path) {
                    return true;
                }
            } else if !wrong_sort && pattern.matches(path) {
                return true;
            }
        }
        false
    }
}

impl Pattern {
    fn matches(&self, path: &str) -> bool {
        let name = if self.base_name {
            path.rsplit('/')
                .find(|part| !part.is_empty())
                .unwrap_or(path)
        } else {
            path
        };
        self.glob
            .as_ref()
            .is_some_and(|glob| glob.matches(name.as_bytes()))
    }
}

/// Takes white space off both ends, as Go's `strings.TrimSpace` does.
fn trim(line: &[u8]) -> &[u8] {
    match std::str::from_utf8(line) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => line.trim_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decides_as_helm_does() {
        let cases: &[(&str, &str, bool, bool)] = &[
            ("helm.txt", "helm.txt", false, true),
            ("helm.*", "helm.txt", false, true),
            ("helm.*", "rudder.txt", false, false),
            ("*.txt", "tiller.txt", false, true),
            ("*.txt", "cargo/a.txt", false, true),
            ("cargo/*.txt", "cargo/a.txt", false, true),
            ("cargo/*.*", "cargo/a.txt", false, true),
            ("cargo/*.txt", "mast/a.txt", false, false),
            ("ru[c-e]?er.txt", "rudder.txt", false, true),
            ("templates/.?*", "templates/.dotfile", false, true),
            (".*", ".", true, false),
            (".*", "./", true, false),
            (".*", ".joonix", false, true),
            (".*", "helm.txt", false, false),
            ("cargo/", "cargo", true, true),
            ("cargo/", "cargo", false, false),
            ("cargo/", "mast/", true, false),
            ("helm.txt/", "helm.txt", false, false),
            ("!helm.txt", "helm.txt", false, false),
            ("!helm.txt", "tiller.txt", false, true),
            ("!*.txt", "cargo", true, true),
            ("!cargo/", "mast/", true, true),
            ("/a.txt", "a.txt", false, true),
            ("/a.txt", "cargo/a.txt", false, false),
            ("/cargo/a.txt", "cargo/a.txt", false, true),
            ("# c", "# c", false, false),
            ("  a  ", "a", false, true),
            ("\u{feff}a", "a", false, true),
            ("a\r\nb", "b", false, true),
            ("", "templates/.hidden", false, true),
            ("", "templates/.", false, false),
            ("", "templates/x/.hidden", false, false),
        ];
        for &(text, path, is_folder, expected) in cases {
            let rules =
                Rules::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(
                rules.ignores(path, is_folder),
                expected,
                "{text:?} on {path}"
            );
        }
    }

    #[test]
    fn refuses_what_helm_refuses() {
        let long = "a".repeat(MAX_LINE);
        for (text, error) in [
            ("a/**/b", IgnoreError::DoubleStar),
            ("a\n[", IgnoreError::BadPattern),
            (&*long, IgnoreError::LineTooLong),
        ] {
            assert_eq!(Rules::parse(text.as_bytes()).err(), Some(error));
        }
    }
}

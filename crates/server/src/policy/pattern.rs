//! Patterns of names.

/// A pattern of names or paths: `*` stands for anything within a segment, `**` for anything at all, `?` for one
/// character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Box<str>);

impl Pattern {
    /// Takes a pattern. Every text is one.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The pattern that matches everything.
    pub fn any() -> Self {
        Self::new("**")
    }

    /// Whether it matches nothing but itself.
    pub fn is_literal(&self) -> bool {
        !self.0.contains(['*', '?'])
    }

    /// The text of the pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a name fits. The time is that of both lengths multiplied, at most.
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name): (Vec<char>, Vec<char>) =
            (self.0.chars().collect(), name.chars().collect());
        // `reach[n]`: the pattern so far fits the first n characters of the name.
        let mut reach = vec![false; name.len() + 1];
        reach[0] = true;
        let mut at = 0;
        while at < pattern.len() {
            let mut next = vec![false; name.len() + 1];
            let everything = pattern[at] == '*' && pattern.get(at + 1) == Some(&'*');
            match pattern[at] {
                '*' => {
                    next[0] = reach[0];
                    for n in 0..name.len() {
                        next[n + 1] = reach[n + 1] || next[n] && (everything || name[n] != '/');
                    }
                }
                wanted => {
                    for n in 0..name.len() {
                        let fits = name[n] == wanted || wanted == '?' && name[n] != '/';
                        next[n + 1] = reach[n] && fits;
                    }
                }
            }
            at += if everything { 2 } else { 1 };
            reach = next;
        }
        reach[name.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn stars_and_segments() {
        for (pattern, name, expected) in [
            ("web", "web", true),
            ("web", "web2", false),
            ("web-*", "web-front", true),
            ("*", "team/web", false),
            ("team/*", "team/web", true),
            ("team/*", "team/a/web", false),
            ("team/**", "team/a/web", true),
            ("**", "", true),
            ("*", "", true),
            ("we?", "web", true),
            ("a*b*c", "aXXbYYc", true),
            ("a*b*c", "aXXbYY", false),
        ] {
            assert_eq!(
                Pattern::new(pattern).matches(name),
                expected,
                "{pattern} {name}"
            );
        }
    }
}

use std::fmt;
use std::str::FromStr;

use steersman_value::Str;

/// One step into values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathPart {
    /// Into a table.
    Key(Str),
    /// Into a list.
    Index(usize),
}

/// The way to a value: `image.tag`, `hosts[0].name`. A backslash makes the next character part of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValuePath(
    /// The steps, the first from the top.
    pub Vec<PathPart>,
);

impl FromStr for ValuePath {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut key = String::new();
        let mut chars = text.trim_start_matches('.').chars();
        let push_key = |key: &mut String, parts: &mut Vec<PathPart>| {
            if !key.is_empty() {
                parts.push(PathPart::Key(std::mem::take(key).into()));
            }
        };
        while let Some(c) = chars.next() {
            match c {
                '\\' => key.extend(chars.next()),
                '.' => push_key(&mut key, &mut parts),
                '[' => match chars.as_str().split_once(']') {
                    Some((digits, rest)) if digits.parse::<usize>().is_ok() => {
                        push_key(&mut key, &mut parts);
                        parts.extend(digits.parse().map(PathPart::Index));
                        chars = rest.chars();
                    }
                    _ => key.push(c),
                },
                other => key.push(other),
            }
        }
        push_key(&mut key, &mut parts);
        Ok(Self(parts))
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            match part {
                PathPart::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(&escaped(&key.to_text()))?;
                }
                PathPart::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The key with a backslash before each character that would end it.
fn escaped(key: &str) -> String {
    key.replace('\\', "\\\\")
        .replace('.', "\\.")
        .replace('[', "\\[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        let key = |text: &str| PathPart::Key(text.into());
        for (text, parts) in [
            ("a.b", vec![key("a"), key("b")]),
            (
                "a[0][12].b",
                vec![key("a"), PathPart::Index(0), PathPart::Index(12), key("b")],
            ),
            ("a\\.b.c\\[d", vec![key("a.b"), key("c[d")]),
            ("", vec![]),
        ] {
            let path: ValuePath = text.parse().expect("every text is a path");
            assert_eq!(path.0, parts, "{text}");
            assert_eq!(path.to_string(), text);
        }
    }
}

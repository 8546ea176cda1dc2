use std::fmt;
use std::str::FromStr;

use crate::NameError;

/// The longest name of a new chart, in bytes.
const MAX_LENGTH: usize = 250;

/// A name that a new chart may have. Charts in the wild can carry others: this is the rule of `create`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChartName(String);

impl ChartName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ChartName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() || text.len() > MAX_LENGTH {
            return Err(NameError::ChartNameLength);
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        {
            return Err(NameError::InvalidChartName);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_as_helm_does() {
        for good in ["a", "A.b_c-0", "..", "-"] {
            assert!(good.parse::<ChartName>().is_ok(), "{good}");
        }
        for (bad, error) in [
            ("", NameError::ChartNameLength),
            (&*"a".repeat(MAX_LENGTH + 1), NameError::ChartNameLength),
            ("a/b", NameError::InvalidChartName),
            ("a b", NameError::InvalidChartName),
            ("ä", NameError::InvalidChartName),
            ("a\n", NameError::InvalidChartName),
        ] {
            assert_eq!(bad.parse::<ChartName>(), Err(error), "{bad}");
        }
    }
}

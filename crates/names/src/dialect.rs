use std::fmt;
use std::str::FromStr;

/// Which Helm's behaviour is reproduced where the supported versions differ.
///
/// The order is the order of release, so `dialect >= HelmDialect::V4_1` reads as "Helm 4.1 or newer".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HelmDialect {
    /// Helm 3.22
    V3_22,
    /// Helm 4.1
    V4_1,
    /// Helm 4.3, the reference.
    #[default]
    V4_3,
}

impl HelmDialect {
    /// Every dialect, oldest first.
    pub const ALL: [Self; 3] = [Self::V3_22, Self::V4_1, Self::V4_3];

    /// The version as `major.minor`, which is also what [`FromStr`] reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V3_22 => "3.22",
            Self::V4_1 => "4.1",
            Self::V4_3 => "4.3",
        }
    }

    /// Whether a `null` in a chart's own values reaches the templates: Helm 4.2 began to drop it.
    pub fn keeps_default_nulls(self) -> bool {
        self < Self::V4_3
    }

    /// Whether every document of a values file counts; Helm 3 reads the first one only.
    pub fn merges_value_documents(self) -> bool {
        self >= Self::V4_1
    }
}

impl fmt::Display for HelmDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no supported Helm version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDialect(
    /// The refused text.
    pub String,
);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown Helm version `{}`: expected 3.22, 4.1 or 4.3",
            self.0
        )
    }
}

impl std::error::Error for UnknownDialect {}

impl FromStr for HelmDialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == text)
            .ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints_and_nothing_else() {
        for dialect in HelmDialect::ALL {
            assert_eq!(dialect.to_string().parse(), Ok(dialect));
        }
        for text in ["", "4", "4.2", "v4.3", "4.3.1", " 4.3"] {
            assert_eq!(
                text.parse::<HelmDialect>(),
                Err(UnknownDialect(text.to_owned()))
            );
        }
    }
}

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::scan::{Pieces, Scanner};
use crate::version::compare_identifiers;
use crate::{Dialect, Error, Mismatch, Relation, Version};

const MAX_LENGTH: usize = 512;
const MAX_ALTERNATIVES: usize = 32;

/// What a version has to be: alternatives (`||`) of terms that must all hold (comma or space).
///
/// Displays in the normal form of the Go library.
#[derive(Clone, Debug)]
pub struct Constraint {
    alternatives: Vec<Alternative>,
}

/// Terms that must all hold.
#[derive(Clone, Debug)]
struct Alternative {
    terms: Vec<Term>,
    /// Whether a term names a pre-release; only then pre-releases can match.
    names_prerelease: bool,
}

/// An operator and the version it compares with.
#[derive(Clone, Debug)]
struct Term {
    operator: Operator,
    /// The operator as written.
    symbol: &'static str,
    version: Version,
    /// The version as written.
    text: String,
    wildcard: Wildcard,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    TildeOrEqual,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Tilde,
    Caret,
}

/// The first part of a version that is a wildcard or not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wildcard {
    None,
    Major,
    Minor,
    Patch,
}

/// The operators; a longer one stands before its prefixes.
const OPERATORS: [(&str, Operator); 12] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("=>", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=<", Operator::LessOrEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::TildeOrEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
    ("", Operator::TildeOrEqual),
];

impl Constraint {
    /// Reads a constraint.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_as(text, Dialect::default())
    }

    /// Reads a constraint with the error texts of a dialect.
    pub fn parse_as(text: &str, dialect: Dialect) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::ConstraintTooLong);
        }
        let text = rewrite_ranges(text);
        if text.split("||").count() > MAX_ALTERNATIVES {
            return Err(Error::TooManyAlternatives);
        }
        let alternatives = text
            .split("||")
            .map(|part| Alternative::parse(part, dialect))
            .collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// Whether `version` satisfies the constraint.
    pub fn matches(&self, version: &Version) -> bool {
        self.alternatives.iter().any(|alternative| {
            alternative
                .terms
                .iter()
                .all(|term| term.check(version, alternative.names_prerelease).is_ok())
        })
    }

    /// Like [`Constraint::matches`], with every reason when nothing matches.
    pub fn validate(&self, version: &Version) -> Result<(), Vec<Mismatch>> {
        let mut mismatches = Vec::new();
        let mut told_prerelease = false;
        for alternative in &self.alternatives {
            let mut satisfied = true;
            for term in &alternative.terms {
                let Err(relation) = term.check(version, alternative.names_prerelease) else {
                    continue;
                };
                satisfied = false;
                if relation == Relation::Prerelease && std::mem::replace(&mut told_prerelease, true)
                {
                    continue;
                }
                mismatches.push(Mismatch::new(version, &term.text, relation));
            }
            if satisfied {
                return Ok(());
            }
        }
        Err(mismatches)
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, alternative) in self.alternatives.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { " || " })?;
            for (j, term) in alternative.terms.iter().enumerate() {
                f.write_str(if j == 0 { "" } else { " " })?;
                write!(f, "{}{}", term.symbol, term.text)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Constraint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl Alternative {
    fn parse(text: &str, dialect: Dialect) -> Result<Self, Error> {
        let pieces = split_terms(text).ok_or_else(|| Error::ImproperConstraint {
            text: text.into(),
            quoted: dialect == Dialect::V3_5,
        })?;
        let terms: Vec<Term> = pieces
            .into_iter()
            .map(|(operator, pieces)| Term::build(operator, pieces))
            .collect::<Result<_, _>>()?;
        let names_prerelease = terms
            .iter()
            .any(|term| !term.version.prerelease().is_empty());
        Ok(Self {
            terms,
            names_prerelease,
        })
    }
}

/// Takes an alternative apart: terms with white space or one comma between them. `None` if that is not its shape.
fn split_terms(text: &str) -> Option<Vec<((&'static str, Operator), Pieces<'_>)>> {
    let mut scanner = Scanner::new(text);
    let mut terms = Vec::new();
    scanner.take_blanks();
    loop {
        let operator = OPERATORS
            .into_iter()
            .find(|(symbol, _)| scanner.take(symbol))?;
        scanner.take_blanks();
        terms.push((operator, scanner.take_version(is_part)?));
        let blanks = scanner.take_blanks();
        if scanner.at_end() {
            return Some(terms);
        }
        if scanner.take(",") {
            scanner.take_blanks();
        } else if !blanks {
            return None;
        }
    }
}

impl Term {
    fn build(
        (symbol, operator): (&'static str, Operator),
        pieces: Pieces<'_>,
    ) -> Result<Self, Error> {
        let Pieces {
            text,
            major,
            minor,
            patch,
            prerelease,
            ..
        } = pieces;
        let wild = |part: &str| matches!(part, "" | "x" | "X" | "*");
        let dash = if prerelease.is_empty() { "" } else { "-" };
        let (wildcard, version) = if wild(major) {
            (
                Wildcard::Major,
                Cow::Owned(format!("0.0.0{dash}{prerelease}")),
            )
        } else if wild(minor) {
            (
                Wildcard::Minor,
                Cow::Owned(format!("{major}.0.0{dash}{prerelease}")),
            )
        } else if wild(patch) {
            (
                Wildcard::Patch,
                Cow::Owned(format!("{major}.{minor}.0{dash}{prerelease}")),
            )
        } else {
            (Wildcard::None, Cow::Borrowed(text))
        };
        let version = Version::parse(&version).map_err(|_| Error::ConstraintVersion)?;
        Ok(Self {
            operator,
            symbol,
            version,
            text: text.into(),
            wildcard,
        })
    }

    /// Whether `version` satisfies this term; a pre-release only can where the alternative names one.
    fn check(&self, version: &Version, names_prerelease: bool) -> Result<(), Relation> {
        if !version.prerelease().is_empty() && !names_prerelease {
            return Err(Relation::Prerelease);
        }
        match self.operator {
            Operator::TildeOrEqual if self.wildcard == Wildcard::None => {
                hold(*version == self.version, Relation::NotEqual)
            }
            Operator::TildeOrEqual | Operator::Tilde => self.check_tilde(version),
            Operator::NotEqual => hold(!self.equals(version), Relation::Equal),
            Operator::Greater => hold(self.is_below(version), Relation::LessOrEqual),
            Operator::Less => hold(*version < self.version, Relation::GreaterOrEqual),
            Operator::GreaterOrEqual => hold(*version >= self.version, Relation::Less),
            Operator::LessOrEqual => hold(!self.is_exceeded_by(version), Relation::Greater),
            Operator::Caret => self.check_caret(version),
        }
    }

    /// Whether `version` is what `!=` excludes.
    fn equals(&self, version: &Version) -> bool {
        match self.wildcard {
            Wildcard::None | Wildcard::Major => {
                // A lone wildcard excludes 0.0.0 only: that is what it stands for.
                *version == self.version
            }
            Wildcard::Minor => version.major() == self.version.major(),
            Wildcard::Patch => {
                (version.major(), version.minor()) == (self.version.major(), self.version.minor())
                    && (version.prerelease().is_empty() && self.version.prerelease().is_empty()
                        || compare_identifiers(version.prerelease(), self.version.prerelease())
                            .is_eq())
            }
        }
    }

    /// Whether `>` holds: a partial bound wants the next value of its last part.
    fn is_below(&self, version: &Version) -> bool {
        match self.wildcard {
            Wildcard::None | Wildcard::Major => *version > self.version,
            Wildcard::Minor => version.major() > self.version.major(),
            Wildcard::Patch => {
                (version.major(), version.minor()) > (self.version.major(), self.version.minor())
            }
        }
    }

    /// Whether `<=` fails: a partial bound lets its last part's whole range pass.
    fn is_exceeded_by(&self, version: &Version) -> bool {
        match self.wildcard {
            Wildcard::None => *version > self.version,
            Wildcard::Minor => version.major() > self.version.major(),
            Wildcard::Major | Wildcard::Patch => {
                (version.major(), version.minor()) > (self.version.major(), self.version.minor())
            }
        }
    }

    fn check_tilde(&self, version: &Version) -> Result<(), Relation> {
        let bound = &self.version;
        hold(version >= bound, Relation::Less)?;
        let zero = (bound.major(), bound.minor(), bound.patch()) == (0, 0, 0);
        if zero && matches!(self.wildcard, Wildcard::None | Wildcard::Major) {
            return Ok(());
        }
        hold(version.major() == bound.major(), Relation::Major)?;
        hold(
            self.wildcard == Wildcard::Minor || version.minor() == bound.minor(),
            Relation::MajorOrMinor,
        )
    }

    fn check_caret(&self, version: &Version) -> Result<(), Relation> {
        let bound = &self.version;
        hold(version >= bound, Relation::Less)?;
        hold(version.major() == bound.major(), Relation::Major)?;
        if bound.major() > 0 || self.wildcard == Wildcard::Minor {
            return Ok(());
        }
        if bound.minor() > 0 || self.wildcard == Wildcard::Patch {
            return hold(version.minor() == bound.minor(), Relation::MinorOfZero);
        }
        hold(version.minor() == 0, Relation::Minor)?;
        hold(version.patch() == bound.patch(), Relation::Exact)
    }
}

fn hold(condition: bool, relation: Relation) -> Result<(), Relation> {
    if condition { Ok(()) } else { Err(relation) }
}

/// A character of a numeric part of a version in a constraint. The bar is in the Go library's character class
/// by accident; a version with it is refused later, with another error.
fn is_part(b: u8) -> bool {
    b.is_ascii_digit() || matches!(b, b'x' | b'X' | b'*' | b'|')
}

/// Rewrites `a - b` to `>= a, <= b`, anywhere in the text, before alternatives are told apart.
fn rewrite_ranges(text: &str) -> Cow<'_, str> {
    if !text.contains('-') {
        return Cow::Borrowed(text);
    }
    let mut rewritten = Cow::Borrowed(text);
    let mut position = 0;
    while position < text.len() {
        match text
            .is_char_boundary(position)
            .then(|| take_range(text, position))
            .flatten()
        {
            Some((low, high, end)) => {
                let range = format!(">= {}, <= {} ", low.text, high.text);
                rewritten = Cow::Owned(rewritten.replacen(&text[position..end], &range, 1));
                position = end;
            }
            None => position += 1,
        }
    }
    rewritten
}

/// The range that starts at `position`, with the white space around it, and where it ends.
fn take_range(text: &str, position: usize) -> Option<(Pieces<'_>, Pieces<'_>, usize)> {
    let mut scanner = Scanner::starting_at(text, position);
    scanner.take_blanks();
    let low = scanner.take_version(is_part)?;
    let spaced_dash = scanner.take_blanks() && scanner.take("-") && scanner.take_blanks();
    let high = if spaced_dash {
        scanner.take_version(is_part)?
    } else {
        return None;
    };
    scanner.take_blanks();
    Some((low, high, scanner.position()))
}

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::Error;
use crate::scan::{Scanner, is_digit, is_identifier};

const MAX_LENGTH: usize = 256;

/// A semantic version.
///
/// Displays in normal form, always with three numbers and without `v`; [`Version::original`] is the text that was
/// parsed. Order and equality are those of the specification: build metadata does not count.
#[derive(Clone, Debug)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
    prerelease: String,
    metadata: String,
    original: String,
}

impl Version {
    /// A version of three numbers.
    pub fn new(major: u64, minor: u64, patch: u64) -> Self {
        Self {
            major,
            minor,
            patch,
            prerelease: String::new(),
            metadata: String::new(),
            original: String::new(),
        }
        .renamed("")
    }

    /// Reads a version leniently: an optional `v`, one to three numbers, leading zeros in them
    /// (Go's `NewVersion`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::VersionTooLong);
        }
        let mut scanner = Scanner::new(text);
        let pieces = scanner
            .take_version(is_digit)
            .ok_or(Error::InvalidVersion)?;
        if !scanner.at_end() {
            return Err(Error::InvalidVersion);
        }
        let number = |digits: &str| {
            if digits.is_empty() {
                Ok(0)
            } else {
                parse_number(digits, true)
            }
        };
        let version = Self {
            major: number(pieces.major)?,
            minor: number(pieces.minor)?,
            patch: number(pieces.patch)?,
            prerelease: pieces.prerelease.into(),
            metadata: pieces.metadata.into(),
            original: text.into(),
        };
        check_prerelease(&version.prerelease)?;
        Ok(version)
    }

    /// Reads a version strictly by the specification: exactly three numbers, no `v`, no leading zeros
    /// (Go's `StrictNewVersion`).
    pub fn parse_strict(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::EmptyVersion);
        }
        if text.len() > MAX_LENGTH {
            return Err(Error::VersionTooLong);
        }
        let mut parts = text.splitn(3, '.');
        let (Some(major), Some(minor), Some(rest)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::InvalidVersion);
        };
        let (rest, metadata) = match rest.split_once('+') {
            Some((rest, metadata)) => (rest, check_identifiers(metadata, Error::InvalidMetadata)?),
            None => (rest, ""),
        };
        let (patch, prerelease) = match rest.split_once('-') {
            Some((patch, prerelease)) => {
                check_strict_prerelease(prerelease)?;
                (patch, prerelease)
            }
            None => (rest, ""),
        };
        for part in [major, minor, patch] {
            if !part.bytes().all(is_digit) {
                return Err(Error::InvalidCharacters);
            }
            if part.len() > 1 && part.starts_with('0') {
                return Err(Error::LeadingZero);
            }
        }
        Ok(Self {
            major: parse_number(major, false)?,
            minor: parse_number(minor, false)?,
            patch: parse_number(patch, false)?,
            prerelease: prerelease.into(),
            metadata: metadata.into(),
            original: text.into(),
        })
    }

    /// The first number.
    pub fn major(&self) -> u64 {
        self.major
    }

    /// The second number.
    pub fn minor(&self) -> u64 {
        self.minor
    }

    /// The third number.
    pub fn patch(&self) -> u64 {
        self.patch
    }

    /// The identifiers after `-`, empty for a release.
    pub fn prerelease(&self) -> &str {
        &self.prerelease
    }

    /// The identifiers after `+`, empty when there are none.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// The text this version was parsed from; a derived version keeps only the `v` of it.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The next patch version; for a pre-release, the release it leads to.
    pub fn increment_patch(&self) -> Result<Self, Error> {
        let patch = if self.prerelease.is_empty() {
            increment(self.patch, "patch")?
        } else {
            self.patch
        };
        Ok(Self {
            patch,
            ..Self::new(self.major, self.minor, 0)
        }
        .renamed(self.prefix()))
    }

    /// The next minor version.
    pub fn increment_minor(&self) -> Result<Self, Error> {
        Ok(Self::new(self.major, increment(self.minor, "minor")?, 0).renamed(self.prefix()))
    }

    /// The next major version.
    pub fn increment_major(&self) -> Result<Self, Error> {
        Ok(Self::new(increment(self.major, "major")?, 0, 0).renamed(self.prefix()))
    }

    /// This version with another pre-release; the empty text removes it.
    pub fn with_prerelease(&self, prerelease: &str) -> Result<Self, Error> {
        if !prerelease.is_empty() {
            check_strict_prerelease(prerelease)?;
        }
        Ok(Self {
            prerelease: prerelease.into(),
            ..self.clone()
        }
        .renamed(self.prefix()))
    }

    /// This version with other build metadata; the empty text removes it.
    pub fn with_metadata(&self, metadata: &str) -> Result<Self, Error> {
        if !metadata.is_empty() {
            check_identifiers(metadata, Error::InvalidMetadata)?;
        }
        Ok(Self {
            metadata: metadata.into(),
            ..self.clone()
        }
        .renamed(self.prefix()))
    }

    fn prefix(&self) -> &'static str {
        if self.original.starts_with('v') {
            "v"
        } else {
            ""
        }
    }

    /// This version with its normal form after `prefix` as its original.
    fn renamed(mut self, prefix: &str) -> Self {
        self.original = format!("{prefix}{self}");
        self
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major, self.minor, self.patch)
            .cmp(&(other.major, other.minor, other.patch))
            .then_with(|| compare_prereleases(&self.prerelease, &other.prerelease))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

/// A release is greater than its pre-releases.
fn compare_prereleases(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (false, false) => compare_identifiers(left, right),
        (left_is_release, right_is_release) => left_is_release.cmp(&right_is_release),
    }
}

/// Compares pre-releases identifier by identifier; a missing identifier is the smallest.
pub(crate) fn compare_identifiers(left: &str, right: &str) -> Ordering {
    let (mut lefts, mut rights) = (left.split('.'), right.split('.'));
    loop {
        let order = match (lefts.next(), rights.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => compare_identifier(left, right),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers of 64 bits go before everything else, as in the Go library.
fn compare_identifier(left: &str, right: &str) -> Ordering {
    match (plain_number(left), plain_number(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

fn plain_number(text: &str) -> Option<u64> {
    if text.bytes().all(is_digit) {
        text.parse().ok()
    } else {
        None
    }
}

fn increment(number: u64, part: &'static str) -> Result<u64, Error> {
    number.checked_add(1).ok_or(Error::Overflow(part))
}

fn parse_number(digits: &str, announced: bool) -> Result<u64, Error> {
    digits.parse().map_err(|_| Error::Segment {
        text: digits.into(),
        empty: digits.is_empty(),
        announced,
    })
}

/// Checks a pre-release whose shape is known to be right: its numbers have no leading zeros.
fn check_prerelease(prerelease: &str) -> Result<(), Error> {
    let padded = |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(is_digit);
    if prerelease.split('.').any(padded) {
        Err(Error::LeadingZero)
    } else {
        Ok(())
    }
}

/// Checks a pre-release of unknown shape; the first bad identifier decides.
fn check_strict_prerelease(prerelease: &str) -> Result<(), Error> {
    prerelease.split('.').try_for_each(|part| {
        check_identifiers(part, Error::InvalidPrerelease)?;
        check_prerelease(part)
    })
}

fn check_identifiers(text: &str, error: Error) -> Result<&str, Error> {
    let valid = text
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(is_identifier));
    if valid { Ok(text) } else { Err(error) }
}

/// A position in a text that is read from left to right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

/// The pieces of a version inside a constraint, as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pieces<'a> {
    /// The whole version.
    pub(crate) text: &'a str,
    /// The first part, without `v`.
    pub(crate) major: &'a str,
    /// The second part, empty when it is not there.
    pub(crate) minor: &'a str,
    /// The third part, empty when it is not there.
    pub(crate) patch: &'a str,
    /// The pre-release, empty when it is not there.
    pub(crate) prerelease: &'a str,
    /// The build metadata, empty when it is not there.
    pub(crate) metadata: &'a str,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    pub(crate) fn starting_at(text: &'a str, position: usize) -> Self {
        Self { text, position }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn at_end(&self) -> bool {
        self.position == self.text.len()
    }

    /// Takes `prefix` if it comes next.
    pub(crate) fn take(&mut self, prefix: &str) -> bool {
        let found = self.text.as_bytes()[self.position..].starts_with(prefix.as_bytes());
        if found {
            self.position += prefix.len();
        }
        found
    }

    /// Takes bytes as long as `accept` holds for them; all of them are ASCII.
    pub(crate) fn take_while(&mut self, accept: fn(u8) -> bool) -> &'a str {
        let rest = &self.text.as_bytes()[self.position..];
        let length = rest.iter().position(|&b| !accept(b)).unwrap_or(rest.len());
        let start = self.position;
        self.position += length;
        &self.text[start..self.position]
    }

    /// Takes white space and tells whether there was any.
    pub(crate) fn take_blanks(&mut self) -> bool {
        !self.take_while(is_blank).is_empty()
    }

    /// Takes a version whose numeric parts are made of what `part` accepts; `None` leaves the position undefined.
    pub(crate) fn take_version(&mut self, part: fn(u8) -> bool) -> Option<Pieces<'a>> {
        let start = self.position;
        self.take("v");
        let major = self.take_while(part);
        if major.is_empty() {
            return None;
        }
        let minor = self.take_after(".", part);
        let patch = if minor.is_empty() {
            ""
        } else {
            self.take_after(".", part)
        };
        let prerelease = self.take_identifiers("-");
        let metadata = self.take_identifiers("+");
        let text = &self.text[start..self.position];
        Some(Pieces {
            text,
            major,
            minor,
            patch,
            prerelease,
            metadata,
        })
    }

    /// Takes `prefix` and what follows it if that is not empty, else nothing.
    fn take_after(&mut self, prefix: &str, accept: fn(u8) -> bool) -> &'a str {
        let before = self.position;
        if !self.take(prefix) {
            return "";
        }
        let taken = self.take_while(accept);
        if taken.is_empty() {
            self.position = before;
        }
        taken
    }

    /// Takes `prefix` and identifiers separated by dots, without the prefix.
    fn take_identifiers(&mut self, prefix: &str) -> &'a str {
        let start = self.position + prefix.len();
        if self.take_after(prefix, is_identifier).is_empty() {
            return "";
        }
        while !self.take_after(".", is_identifier).is_empty() {}
        &self.text[start..self.position]
    }
}

/// Go's `\s`.
pub(crate) fn is_blank(b: u8) -> bool {
    matches!(b, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// A character of a pre-release or metadata identifier.
pub(crate) fn is_identifier(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-'
}

/// A character of a number.
pub(crate) fn is_digit(b: u8) -> bool {
    b.is_ascii_digit()
}

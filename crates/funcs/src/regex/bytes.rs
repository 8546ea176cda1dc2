use super::error::{ErrorKind, SyntaxError};

/// The part of a pattern that is still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'p> {
    rest: &'p [u8],
}

impl<'p> Bytes<'p> {
    pub(super) fn new(pattern: &'p [u8]) -> Self {
        Self { rest: pattern }
    }

    pub(super) fn rest(self) -> &'p [u8] {
        self.rest
    }

    pub(super) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// The byte `ahead` of the next one.
    pub(super) fn peek(self, ahead: usize) -> Option<u8> {
        self.rest.get(ahead).copied()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.rest = &self.rest[count..];
    }

    /// Takes `prefix` if it comes next.
    pub(super) fn take(&mut self, prefix: &[u8]) -> bool {
        let found = self.rest.starts_with(prefix);
        if found {
            self.skip(prefix.len());
        }
        found
    }

    /// Takes everything up to and with `end`, or returns `None`; without `end`.
    pub(super) fn take_until(&mut self, end: &[u8]) -> Option<&'p [u8]> {
        let length = self
            .rest
            .windows(end.len())
            .position(|window| window == end)?;
        let taken = &self.rest[..length];
        self.skip(length + end.len());
        Some(taken)
    }

    /// Takes the next character.
    pub(super) fn next_char(&mut self) -> Result<Option<char>, SyntaxError> {
        match first_char(self.rest) {
            Some((Some(c), size)) => {
                self.skip(size);
                Ok(Some(c))
            }
            Some((None, _)) => Err(SyntaxError::new(ErrorKind::Utf8, self.rest)),
            None => Ok(None),
        }
    }

    /// What was read since `start`.
    pub(super) fn since(self, start: Self) -> &'p [u8] {
        &start.rest[..start.rest.len() - self.rest.len()]
    }
}

/// The first character of `text` and its size; no character if the first byte starts none.
pub(super) fn first_char(text: &[u8]) -> Option<(Option<char>, usize)> {
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    match valid.chars().next() {
        Some(c) => Some((Some(c), c.len_utf8())),
        None if text.is_empty() => None,
        None => Some((None, 1)),
    }
}

/// Fails at the first byte of `text` that is not UTF-8.
pub(super) fn check_utf8(text: &[u8]) -> Result<(), SyntaxError> {
    std::str::from_utf8(text)
        .map(|_| ())
        .map_err(|error| SyntaxError::new(ErrorKind::Utf8, &text[error.valid_up_to()..]))
}

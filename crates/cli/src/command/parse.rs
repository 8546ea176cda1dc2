//! Reading a command line: flags anywhere, `--flag value`, `--flag=value`, `-f value`, `-fvalue`, `-f=value`, `-abc`,
//! and `--` after which everything is an operand.

use super::{FlagError, Flags};

/// What to do with flags nobody defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Fail.
    Refuse,
    /// Skip them, and the word after them where it may be their value.
    Skip,
}

/// Reads `arguments` into `flags`.
///
/// # Errors
/// The first flag that cannot be read; values before it stay set.
pub(super) fn parse_flags(
    flags: &mut Flags,
    arguments: &[String],
    unknown: Unknown,
) -> Result<(), FlagError> {
    let mut parser = Parser {
        flags,
        rest: arguments.iter(),
        unknown,
    };
    let mut operands = Vec::new();
    let result = parser.run(&mut operands);
    flags.set_operands(operands);
    result
}

struct Parser<'a> {
    flags: &'a mut Flags,
    rest: std::slice::Iter<'a, String>,
    unknown: Unknown,
}

impl Parser<'_> {
    fn run(&mut self, operands: &mut Vec<String>) -> Result<(), FlagError> {
        while let Some(word) = self.rest.next() {
            if word == "--" {
                operands.extend(self.rest.by_ref().cloned());
            } else if let Some(long) = word.strip_prefix("--") {
                self.long(word, long)?;
            } else if word.len() > 1 && word.starts_with('-') {
                self.shorts(&word[1..])?;
            } else {
                operands.push(word.clone());
            }
        }
        Ok(())
    }

    fn long(&mut self, word: &str, text: &str) -> Result<(), FlagError> {
        if text.starts_with(['-', '=']) {
            return Err(FlagError::Syntax { text: word.into() });
        }
        let (name, given) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let Some(position) = self.flags.position(name) else {
            if self.unknown == Unknown::Skip {
                if given.is_none() {
                    self.skip_value();
                }
                return Ok(());
            }
            return Err(FlagError::Unknown { name: name.into() });
        };
        let value = match (given, self.flags.flag(position).bare) {
            (Some(value), _) | (None, Some(value)) => value,
            (None, None) => self
                .rest
                .next()
                .ok_or_else(|| FlagError::NeedsValue { name: name.into() })?,
        };
        self.flags.set(position, value)
    }

    fn shorts(&mut self, group: &str) -> Result<(), FlagError> {
        let mut letters = group;
        while let Some(letter) = letters.chars().next() {
            let after = &letters[letter.len_utf8()..];
            let attached = after.strip_prefix('=').filter(|value| !value.is_empty());
            let Some(position) = self.flags.position_short(letter) else {
                if self.unknown == Unknown::Refuse {
                    return Err(FlagError::UnknownShort {
                        letter,
                        group: letters.into(),
                    });
                }
                if attached.is_some() {
                    return Ok(());
                }
                self.skip_value();
                letters = after;
                continue;
            };
            if let Some(value) = attached {
                return self.flags.set(position, value);
            }
            if let Some(value) = self.flags.flag(position).bare {
                self.flags.set(position, value)?;
                letters = after;
                continue;
            }
            let value = if after.is_empty() {
                self.rest
                    .next()
                    .ok_or_else(|| FlagError::NeedsValueShort {
                        letter,
                        group: letters.into(),
                    })?
                    .as_str()
            } else {
                after
            };
            return self.flags.set(position, value);
        }
        Ok(())
    }

    /// Passes over a word that may be the value of an unknown flag.
    fn skip_value(&mut self) {
        if matches!(self.rest.as_slice(), [next, ..] if !next.starts_with('-')) {
            self.rest.next();
        }
    }
}

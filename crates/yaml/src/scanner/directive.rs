use super::bytes::is_word;
use super::{Mark, Scanner, TokenKind};
use crate::error::Outcome;

const IN_DIRECTIVE: &str = "while scanning a directive";
const IN_YAML: &str = "while scanning a %YAML directive";
const IN_TAG: &str = "while scanning a %TAG directive";

/// How many digits a version number can have.
const MAX_VERSION_DIGITS: usize = 2;

impl Scanner<'_> {
    /// Scans a `%YAML` or `%TAG` line.
    pub(super) fn scan_directive(&mut self) -> Outcome<()> {
        let start = self.at;
        self.skip_ascii(1);
        self.need(1)?;
        let name_start = self.at.offset as usize;
        while is_word(self.byte(0)) {
            self.skip_ascii(1);
            self.need(1)?;
        }
        let name = &self.text[name_start..self.at.offset as usize];
        if name.is_empty() {
            return self.error(
                IN_DIRECTIVE,
                start,
                "could not find expected directive name",
            );
        }
        if !self.is_blankz(0) {
            return self.error(
                IN_DIRECTIVE,
                start,
                "found unexpected non-alphabetical character",
            );
        }
        match name {
            b"YAML" => self.scan_version(start)?,
            b"TAG" => self.scan_tag_directive(start)?,
            _ => return self.error(IN_DIRECTIVE, start, "found unknown directive name"),
        }
        self.skip_blanks()?;
        self.skip_comment()?;
        if !self.is_breakz(0) {
            return self.error(
                IN_DIRECTIVE,
                start,
                "did not find expected comment or line break",
            );
        }
        if self.is_break(0) {
            self.need(2)?;
            self.skip_line();
        }
        Ok(())
    }

    fn scan_version(&mut self, start: Mark) -> Outcome<()> {
        self.skip_blanks()?;
        let major = self.scan_version_number(start)?;
        if self.byte(0) != b'.' {
            return self.error(
                IN_YAML,
                start,
                "did not find expected digit or '.' character",
            );
        }
        self.skip_ascii(1);
        let minor = self.scan_version_number(start)?;
        self.push(TokenKind::Version { major, minor }, start);
        Ok(())
    }

    fn scan_version_number(&mut self, start: Mark) -> Outcome<u8> {
        self.need(1)?;
        let mut value = 0;
        let mut digits = 0;
        while self.byte(0).is_ascii_digit() {
            digits += 1;
            if digits > MAX_VERSION_DIGITS {
                return self.error(IN_YAML, start, "found extremely long version number");
            }
            value = value * 10 + (self.byte(0) - b'0');
            self.skip_ascii(1);
            self.need(1)?;
        }
        if digits == 0 {
            return self.error(IN_YAML, start, "did not find expected version number");
        }
        Ok(value)
    }

    fn scan_tag_directive(&mut self, start: Mark) -> Outcome<()> {
        self.skip_blanks()?;
        let handle = self.scan_tag_handle(IN_TAG_VALUE, start)?;
        self.need(1)?;
        if !self.is_blank(0) {
            return self.error(IN_TAG, start, "did not find expected whitespace");
        }
        self.skip_blanks()?;
        let prefix = self.scan_tag_uri(IN_TAG_VALUE, b"", start)?;
        self.need(1)?;
        if !self.is_blankz(0) {
            return self.error(
                IN_TAG,
                start,
                "did not find expected whitespace or line break",
            );
        }
        self.push(TokenKind::TagDirective { handle, prefix }, start);
        Ok(())
    }
}

/// The context of problems in the value of a `%TAG` directive.
pub(super) const IN_TAG_VALUE: &str = "while parsing a %TAG directive";

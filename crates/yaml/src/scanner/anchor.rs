use super::bytes::is_word;
use super::{Scanner, TokenKind};
use crate::error::Outcome;

impl Scanner<'_> {
    /// Scans `&name` or `*name`.
    pub(super) fn fetch_anchor(&mut self) -> Outcome<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.at;
        let is_alias = self.byte(0) == b'*';
        self.skip_ascii(1);
        self.need(1)?;
        let name_start = self.at.offset as usize;
        while is_word(self.byte(0)) {
            self.skip_ascii(1);
            self.need(1)?;
        }
        let name = &self.text[name_start..self.at.offset as usize];
        let ends = self.is_blankz(0)
            || matches!(
                self.byte(0),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !ends {
            let context = if is_alias {
                "while scanning an alias"
            } else {
                "while scanning an anchor"
            };
            return self.error(
                context,
                start,
                "did not find expected alphabetic or numeric character",
            );
        }
        self.push(
            if is_alias {
                TokenKind::Alias(name)
            } else {
                TokenKind::Anchor(name)
            },
            start,
        );
        Ok(())
    }
}

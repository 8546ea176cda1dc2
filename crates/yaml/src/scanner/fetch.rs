//! Deciding which token begins at the cursor.

use super::{Mark, Scanner, TokenKind};
use crate::error::Outcome;

impl Scanner<'_> {
    /// Scans the next token into the queue.
    pub(super) fn fetch(&mut self) -> Outcome<()> {
        self.need(1)?;
        self.skip_to_token()?;
        self.unroll_indent(i64::from(self.at.column));
        self.need(4)?;
        if self.at_end() {
            return self.fetch_stream_end();
        }
        if self.at.column == 0 && self.byte(0) == b'%' {
            return self.fetch_directive();
        }
        if self.is_document_indicator() {
            return self.fetch_document_indicator();
        }
        let in_flow = self.flow_level > 0;
        match self.byte(0) {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.is_blankz(1) => self.fetch_block_entry(),
            b'?' if in_flow || self.is_blankz(1) => self.fetch_key(),
            b':' if in_flow || self.is_blankz(1) => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(),
            b'!' => self.fetch_tag(),
            b'|' if !in_flow => self.fetch_block_scalar(true),
            b'>' if !in_flow => self.fetch_block_scalar(false),
            b'\'' => self.fetch_quoted(true),
            b'"' => self.fetch_quoted(false),
            byte if self.starts_plain(byte) => self.fetch_plain(),
            _ => self.error(
                "while scanning for the next token",
                self.at,
                "found character that cannot start any token",
            ),
        }
    }

    fn starts_plain(&self, byte: u8) -> bool {
        match byte {
            b'-' => !self.is_blank(1),
            b'?' | b':' => self.flow_level == 0 && !self.is_blankz(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`' => false,
            _ => !self.is_blankz(0),
        }
    }

    /// Steps over white space and comments.
    fn skip_to_token(&mut self) -> Outcome<()> {
        loop {
            self.need(1)?;
            if self.at.offset == 0 && self.text.starts_with(b"\xEF\xBB\xBF") {
                self.skip();
            }
            self.need(1)?;
            // A tab may not stand where indentation could begin.
            while self.byte(0) == b' '
                || self.byte(0) == b'\t' && (self.flow_level > 0 || !self.simple_key_allowed)
            {
                self.skip_ascii(1);
                self.need(1)?;
            }
            self.skip_comment()?;
            if !self.is_break(0) {
                return Ok(());
            }
            self.need(2)?;
            self.skip_line();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn fetch_stream_end(&mut self) -> Outcome<()> {
        if self.at.column != 0 {
            self.at.column = 0;
            self.at.line += 1;
        }
        self.unroll_indent(-1);
        self.drop_simple_key()?;
        self.simple_key_allowed = false;
        self.push(TokenKind::StreamEnd, self.at);
        Ok(())
    }

    fn fetch_directive(&mut self) -> Outcome<()> {
        self.unroll_indent(-1);
        self.drop_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_directive()
    }

    fn fetch_document_indicator(&mut self) -> Outcome<()> {
        self.unroll_indent(-1);
        self.drop_simple_key()?;
        self.simple_key_allowed = false;
        let kind = if self.byte(0) == b'-' {
            TokenKind::DocumentStart
        } else {
            TokenKind::DocumentEnd
        };
        self.push_indicator(kind, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'static>) -> Outcome<()> {
        self.save_simple_key()?;
        self.enter_flow()?;
        self.simple_key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'static>) -> Outcome<()> {
        self.drop_simple_key()?;
        self.leave_flow();
        self.simple_key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Outcome<()> {
        self.drop_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(TokenKind::FlowEntry, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Outcome<()> {
        // In a flow collection the parser reports the dash, it knows more about the place.
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return self.misplaced("block sequence entries are not allowed in this context");
            }
            self.roll_indent(self.at.column, None, TokenKind::BlockSequenceStart, self.at)?;
        }
        self.drop_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Outcome<()> {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return self.misplaced("mapping keys are not allowed in this context");
            }
            self.roll_indent(self.at.column, None, TokenKind::BlockMappingStart, self.at)?;
        }
        self.drop_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Outcome<()> {
        if let Some(key) = self.take_simple_key()? {
            let Mark { column, .. } = key.mark;
            self.insert(
                key.token,
                super::Token {
                    kind: TokenKind::Key,
                    start: key.mark,
                    end: key.mark,
                },
            );
            self.roll_indent(
                column,
                Some(key.token),
                TokenKind::BlockMappingStart,
                key.mark,
            )?;
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    return self.misplaced("mapping values are not allowed in this context");
                }
                self.roll_indent(self.at.column, None, TokenKind::BlockMappingStart, self.at)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_indicator(TokenKind::Value, 1);
        Ok(())
    }

    fn misplaced<T>(&self, problem: &'static str) -> Outcome<T> {
        self.error("", self.at, problem)
    }

    fn push_indicator(&mut self, kind: TokenKind<'static>, bytes: usize) {
        let start = self.at;
        self.skip_ascii(bytes);
        self.push(kind, start);
    }
}

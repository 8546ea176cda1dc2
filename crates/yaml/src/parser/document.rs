//! Documents and their directives.

use super::node::Allowed;
use super::state::State;
use super::{Event, EventKind, LONG_TAG_PREFIX, Parser};
use crate::error::Outcome;
use crate::scanner::{Mark, Token, TokenKind};

impl<'t> Parser<'t> {
    pub(super) fn document_start(&mut self, implicit: bool) -> Outcome<Event<'t>> {
        if !implicit {
            while self.scanner.peek()?.kind == TokenKind::DocumentEnd {
                self.scanner.take();
            }
        }
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        match token.kind {
            TokenKind::StreamEnd => {
                self.state = State::End;
                Ok(self.event(EventKind::StreamEnd, start, end))
            }
            TokenKind::Version { .. }
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart => self.explicit_document(start),
            _ if implicit => {
                self.directives()?;
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                Ok(self.event(EventKind::DocumentStart, start, end))
            }
            _ => self.explicit_document(start),
        }
    }

    fn explicit_document(&mut self, start: Mark) -> Outcome<Event<'t>> {
        self.directives()?;
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        if token.kind != TokenKind::DocumentStart {
            return self.error(
                "",
                Mark::default(),
                "did not find expected <document start>",
                at,
            );
        }
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        self.scanner.take();
        Ok(self.event(EventKind::DocumentStart, start, end))
    }

    pub(super) fn document_content(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        match token.kind {
            TokenKind::Version { .. }
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                self.pop_state();
                Ok(self.empty_scalar(start))
            }
            _ => self.node(Allowed::Block),
        }
    }

    pub(super) fn document_end(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let (start, mut end) = (token.start, token.start);
        if token.kind == TokenKind::DocumentEnd {
            end = token.end;
            self.scanner.take();
        }
        self.tag_directives.clear();
        self.state = State::DocumentStart;
        Ok(self.event(EventKind::DocumentEnd, start, end))
    }

    /// Reads the directives before a document and adds the two that every document has.
    fn directives(&mut self) -> Outcome<()> {
        let mut has_version = false;
        loop {
            let token = self.scanner.peek()?;
            let start = token.start;
            match token.kind {
                TokenKind::Version { major, minor } => {
                    if has_version {
                        return self.error(
                            "",
                            Mark::default(),
                            "found duplicate %YAML directive",
                            start,
                        );
                    }
                    if (major, minor) != (1, 1) {
                        return self.error(
                            "",
                            Mark::default(),
                            "found incompatible YAML document",
                            start,
                        );
                    }
                    has_version = true;
                    self.scanner.take();
                }
                TokenKind::TagDirective { .. } => self.tag_directive(start)?,
                _ => break,
            }
        }
        for (handle, prefix) in [(&b"!"[..], &b"!"[..]), (b"!!", LONG_TAG_PREFIX)] {
            if !self
                .tag_directives
                .iter()
                .any(|(known, _)| *known == handle)
            {
                self.tag_directives.push((handle, prefix.to_vec()));
            }
        }
        Ok(())
    }

    fn tag_directive(&mut self, start: Mark) -> Outcome<()> {
        let Some(Token {
            kind: TokenKind::TagDirective { handle, prefix },
            ..
        }) = self.scanner.take()
        else {
            return Ok(());
        };
        if self
            .tag_directives
            .iter()
            .any(|(known, _)| *known == handle)
        {
            return self.error("", Mark::default(), "found duplicate %TAG directive", start);
        }
        self.tag_directives.push((handle, prefix.into_owned()));
        Ok(())
    }
}

//! Block collections.

use super::node::Allowed;
use super::state::State;
use super::{Event, EventKind, Parser};
use crate::error::Outcome;
use crate::scanner::TokenKind;

impl<'t> Parser<'t> {
    pub(super) fn block_sequence_entry(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        match token.kind {
            TokenKind::BlockEntry => {
                self.scanner.take();
                let next = &self.scanner.peek()?.kind;
                if matches!(next, TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    self.state = State::BlockSequenceEntry;
                    return Ok(self.empty_scalar(end));
                }
                self.states.push(State::BlockSequenceEntry);
                self.node(Allowed::Block)
            }
            TokenKind::BlockEnd => Ok(self.close(EventKind::SequenceEnd)),
            _ => self.unclosed(
                "while parsing a block collection",
                "did not find expected '-' indicator",
                start,
            ),
        }
    }

    pub(super) fn indentless_sequence_entry(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        if token.kind != TokenKind::BlockEntry {
            self.pop_state();
            return Ok(self.event(EventKind::SequenceEnd, start, start));
        }
        self.scanner.take();
        let next = &self.scanner.peek()?.kind;
        if matches!(
            next,
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
        ) {
            self.state = State::IndentlessSequenceEntry;
            return Ok(self.empty_scalar(end));
        }
        self.states.push(State::IndentlessSequenceEntry);
        self.node(Allowed::Block)
    }

    pub(super) fn block_mapping_key(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        match token.kind {
            TokenKind::Key => self.block_mapping_node(State::BlockMappingValue),
            TokenKind::BlockEnd => Ok(self.close(EventKind::MappingEnd)),
            _ => self.unclosed(
                "while parsing a block mapping",
                "did not find expected key",
                start,
            ),
        }
    }

    pub(super) fn block_mapping_value(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if token.kind == TokenKind::Value {
            return self.block_mapping_node(State::BlockMappingKey);
        }
        self.state = State::BlockMappingKey;
        Ok(self.empty_scalar(start))
    }

    /// The node after the key or value token that was peeked at.
    fn block_mapping_node(&mut self, then: State) -> Outcome<Event<'t>> {
        let end = self
            .scanner
            .take()
            .map(|token| token.end)
            .unwrap_or_default();
        let next = &self.scanner.peek()?.kind;
        if matches!(
            next,
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
        ) {
            self.state = then;
            return Ok(self.empty_scalar(end));
        }
        self.states.push(then);
        self.node(Allowed::Indentless)
    }
}

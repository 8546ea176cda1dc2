//! Flow collections.

use super::node::Allowed;
use super::state::State;
use super::{Event, EventKind, Parser};
use crate::error::Outcome;
use crate::scanner::TokenKind;

impl<'t> Parser<'t> {
    pub(super) fn flow_sequence_entry(&mut self, first: bool) -> Outcome<Event<'t>> {
        if self.scanner.peek()?.kind != TokenKind::FlowSequenceEnd {
            if !first {
                self.flow_comma(
                    "while parsing a flow sequence",
                    "did not find expected ',' or ']'",
                )?;
            }
            let token = self.scanner.peek()?;
            let (start, end) = (token.start, token.end);
            match token.kind {
                TokenKind::Key => {
                    self.state = State::FlowSequencePairKey;
                    self.scanner.take();
                    return Ok(self.event(EventKind::MappingStart(None), start, end));
                }
                TokenKind::FlowSequenceEnd => {}
                _ => {
                    self.states.push(State::FlowSequenceEntry);
                    return self.node(Allowed::Flow);
                }
            }
        }
        Ok(self.close(EventKind::SequenceEnd))
    }

    fn flow_comma(&mut self, context: &'static str, problem: &'static str) -> Outcome<()> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if token.kind != TokenKind::FlowEntry {
            return self.unclosed(context, problem, start);
        }
        self.scanner.take();
        self.scanner.peek()?;
        Ok(())
    }

    pub(super) fn flow_sequence_pair_key(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        if matches!(
            token.kind,
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd
        ) {
            // go-yaml steps over this token, whatever it is.
            let end = token.end;
            self.scanner.take();
            self.state = State::FlowSequencePairValue;
            return Ok(self.empty_scalar(end));
        }
        self.states.push(State::FlowSequencePairValue);
        self.node(Allowed::Flow)
    }

    pub(super) fn flow_sequence_pair_value(&mut self) -> Outcome<Event<'t>> {
        // The place of an empty value is the token before it.
        let start = self.scanner.peek()?.start;
        if self.scanner.peek()?.kind == TokenKind::Value {
            self.scanner.take();
            let next = &self.scanner.peek()?.kind;
            if !matches!(next, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowSequencePairEnd);
                return self.node(Allowed::Flow);
            }
        }
        self.state = State::FlowSequencePairEnd;
        Ok(self.empty_scalar(start))
    }

    pub(super) fn flow_sequence_pair_end(&mut self) -> Outcome<Event<'t>> {
        let start = self.scanner.peek()?.start;
        self.state = State::FlowSequenceEntry;
        Ok(self.event(EventKind::MappingEnd, start, start))
    }

    pub(super) fn flow_mapping_key(&mut self, first: bool) -> Outcome<Event<'t>> {
        if self.scanner.peek()?.kind != TokenKind::FlowMappingEnd {
            if !first {
                self.flow_comma(
                    "while parsing a flow mapping",
                    "did not find expected ',' or '}'",
                )?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::Key => {
                    self.scanner.take();
                    return self.flow_mapping_node(State::FlowMappingValue, true);
                }
                TokenKind::FlowMappingEnd => {}
                _ => {
                    self.states.push(State::FlowMappingEmptyValue);
                    return self.node(Allowed::Flow);
                }
            }
        }
        Ok(self.close(EventKind::MappingEnd))
    }

    pub(super) fn flow_mapping_value(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if token.kind == TokenKind::Value {
            self.scanner.take();
            return self.flow_mapping_node(State::FlowMappingKey, false);
        }
        self.state = State::FlowMappingKey;
        Ok(self.empty_scalar(start))
    }

    /// The node of a key or value in a flow mapping, which may be missing.
    fn flow_mapping_node(&mut self, then: State, is_key: bool) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        let is_missing = match token.kind {
            TokenKind::FlowEntry | TokenKind::FlowMappingEnd => true,
            TokenKind::Value => is_key,
            _ => false,
        };
        if is_missing {
            self.state = then;
            return Ok(self.empty_scalar(start));
        }
        self.states.push(then);
        self.node(Allowed::Flow)
    }
}

//! Nodes: scalars, aliases, and the beginnings of collections.

use std::borrow::Cow;

use super::state::State;
use super::{Event, EventKind, Parser, Properties};
use crate::error::Outcome;
use crate::scanner::{Mark, Style, Token, TokenKind};

/// Which collections may begin at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Flow collections only.
    Flow,
    /// Block collections as well.
    Block,
    /// Besides, a sequence at the indentation of the mapping around it.
    Indentless,
}

impl<'t> Parser<'t> {
    /// A node.
    pub(super) fn node(&mut self, allowed: Allowed) -> Outcome<Event<'t>> {
        let start = self.scanner.peek()?.start;
        if let TokenKind::Alias(name) = self.scanner.peek()?.kind {
            self.pop_state();
            let end = self.scanner.take().map_or(start, |token| token.end);
            return Ok(self.event(EventKind::Alias(name), start, end));
        }
        let (properties, properties_end) = self.properties(start)?;
        let token = self.scanner.peek()?;
        let (token_start, end) = (token.start, token.end);
        let (kind, state) = match token.kind {
            TokenKind::BlockEntry if allowed == Allowed::Indentless => (
                EventKind::SequenceStart(properties),
                State::IndentlessSequenceEntry,
            ),
            TokenKind::Scalar(..) => return Ok(self.scalar(properties, start)),
            TokenKind::FlowSequenceStart => (
                EventKind::SequenceStart(properties),
                State::FlowSequenceFirstEntry,
            ),
            TokenKind::FlowMappingStart => (
                EventKind::MappingStart(properties),
                State::FlowMappingFirstKey,
            ),
            TokenKind::BlockSequenceStart if allowed != Allowed::Flow => (
                EventKind::SequenceStart(properties),
                State::BlockSequenceFirstEntry,
            ),
            TokenKind::BlockMappingStart if allowed != Allowed::Flow => (
                EventKind::MappingStart(properties),
                State::BlockMappingFirstKey,
            ),
            _ if properties.is_some() => {
                self.pop_state();
                let has_tag = properties
                    .as_ref()
                    .is_some_and(|properties| properties.tag.is_some());
                let kind = EventKind::Scalar {
                    properties,
                    text: Cow::Borrowed(b""),
                    implicit: !has_tag,
                };
                return Ok(self.event(kind, start, properties_end));
            }
            _ => {
                let context = if allowed == Allowed::Flow {
                    "while parsing a flow node"
                } else {
                    "while parsing a block node"
                };
                return self.error(
                    context,
                    start,
                    "did not find expected node content",
                    token_start,
                );
            }
        };
        self.state = state;
        Ok(self.event(kind, start, end))
    }

    fn scalar(&mut self, properties: Option<Box<Properties<'t>>>, start: Mark) -> Event<'t> {
        self.pop_state();
        let Some(Token {
            kind: TokenKind::Scalar(text, style),
            end,
            ..
        }) = self.scanner.take()
        else {
            return self.empty_scalar(start);
        };
        let implicit = match properties
            .as_ref()
            .and_then(|properties| properties.tag.as_deref())
        {
            None => style == Style::Plain,
            Some(tag) => tag == b"!",
        };
        self.event(
            EventKind::Scalar {
                properties,
                text,
                implicit,
            },
            start,
            end,
        )
    }

    /// Anchor and tag, in either order, and where they end.
    fn properties(&mut self, start: Mark) -> Outcome<(Option<Box<Properties<'t>>>, Mark)> {
        let mut end = start;
        let mut anchor = None;
        let mut tag = None;
        loop {
            let token = self.scanner.peek()?;
            match token.kind {
                TokenKind::Anchor(name) if anchor.is_none() => anchor = Some(name),
                TokenKind::Tag { .. } if tag.is_none() => {}
                _ => break,
            }
            end = token.end;
            if let Some(Token {
                kind: TokenKind::Tag { handle, suffix },
                start,
                ..
            }) = self.scanner.take()
            {
                tag = Some((handle, suffix, start));
            }
        }
        let tag = match tag {
            None => None,
            Some(([], suffix, _)) => Some(suffix.into_owned()),
            Some((handle, suffix, at)) => {
                let directive = self
                    .tag_directives
                    .iter()
                    .find(|(known, _)| *known == handle);
                let Some((_, prefix)) = directive else {
                    return self.error(
                        "while parsing a node",
                        start,
                        "found undefined tag handle",
                        at,
                    );
                };
                Some([prefix, &suffix[..]].concat())
            }
        };
        let properties =
            (anchor.is_some() || tag.is_some()).then(|| Box::new(Properties { anchor, tag }));
        Ok((properties, end))
    }
}

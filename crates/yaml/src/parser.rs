//! From tokens to events: the grammar of YAML 1.1 as go-yaml v2 implements it.

use std::borrow::Cow;

use steersman_diag::Span;

use crate::Error;
use crate::error::Outcome;
use crate::scanner::{Input, Mark, Scanner, Style, Token, TokenKind};

/// What every tag of YAML's own begins with.
const LONG_TAG_PREFIX: &[u8] = b"tag:yaml.org,2002:";

/// Anchor and tag of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties<'t> {
    pub(crate) anchor: Option<&'t [u8]>,
    /// The tag with its handle expanded; `None` when there is none.
    pub(crate) tag: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventKind<'t> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(&'t [u8]),
    Scalar {
        properties: Option<Box<Properties<'t>>>,
        text: Cow<'t, [u8]>,
        /// Whether the text decides about the type: it is plain, or has the tag `!`.
        implicit: bool,
    },
    SequenceStart(Option<Box<Properties<'t>>>),
    SequenceEnd,
    MappingStart(Option<Box<Properties<'t>>>),
    MappingEnd,
}

#[derive(Clone, Debug)]
pub(crate) struct Event<'t> {
    pub(crate) kind: EventKind<'t>,
    /// Where it is, in the original text.
    pub(crate) span: Span,
    /// The line it begins on, from zero.
    pub(crate) line: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceFirstEntry,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingFirstKey,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    FlowSequencePairKey,
    FlowSequencePairValue,
    FlowSequencePairEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

/// Turns tokens into events.
#[derive(Debug)]
pub(crate) struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    /// What to return to when a node is complete.
    states: Vec<State>,
    /// Where the open collections began.
    marks: Vec<Mark>,
    tag_directives: Vec<(&'t [u8], Vec<u8>)>,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(input: &'t Input<'_>) -> Outcome<Self> {
        let mut scanner = Scanner::new(input);
        scanner.peek()?;
        scanner.take();
        Ok(Self {
            scanner,
            state: State::ImplicitDocumentStart,
            states: Vec::new(),
            marks: Vec::new(),
            tag_directives: Vec::new(),
        })
    }

    /// The next event. After `StreamEnd` there are no more.
    pub(crate) fn next(&mut self) -> Outcome<Event<'t>> {
        match self.state {
            State::ImplicitDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequenceFirstEntry => {
                self.open()?;
                self.block_sequence_entry()
            }
            State::BlockSequenceEntry => self.block_sequence_entry(),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingFirstKey => {
                self.open()?;
                self.block_mapping_key()
            }
            State::BlockMappingKey => self.block_mapping_key(),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceFirstEntry => {
                self.open()?;
                self.flow_sequence_entry(true)
            }
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowSequencePairKey => self.flow_sequence_pair_key(),
            State::FlowSequencePairValue => self.flow_sequence_pair_value(),
            State::FlowSequencePairEnd => self.flow_sequence_pair_end(),
            State::FlowMappingFirstKey => {
                self.open()?;
                self.flow_mapping_key(true)
            }
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(),
            State::FlowMappingEmptyValue => {
                let start = self.scanner.peek()?.start;
                self.state = State::FlowMappingKey;
                Ok(self.empty_scalar(start))
            }
            State::End => Ok(self.event(EventKind::StreamEnd, Mark::default(), Mark::default())),
        }
    }

    fn event(&self, kind: EventKind<'t>, start: Mark, end: Mark) -> Event<'t> {
        let base = self.scanner.base();
        Event {
            kind,
            span: Span::new(base + start.offset, base + end.offset),
            line: start.line,
        }
    }

    fn empty_scalar(&self, at: Mark) -> Event<'t> {
        let kind = EventKind::Scalar {
            properties: None,
            text: Cow::Borrowed(b""),
            implicit: true,
        };
        self.event(kind, at, at)
    }

    /// The error for a problem with the token that begins at `at`, in a construct that began at `opened`.
    #[cold]
    fn error(
        &self,
        context: &'static str,
        opened: Mark,
        problem: &'static str,
        at: Mark,
    ) -> Box<Error> {
        // go-yaml prints lines from zero here and takes zero for "unknown".
        let line = if at.line > 0 { at.line } else { opened.line };
        let base = self.scanner.base();
        Box::new(Error::Syntax {
            problem: Cow::Borrowed(problem),
            context,
            line,
            span: Span::at(base + at.offset),
            opened: Span::at(base + opened.offset),
        })
    }

    /// Steps over the token that opens a collection.
    fn open(&mut self) -> Outcome<()> {
        let start = self.scanner.peek()?.start;
        self.marks.push(start);
        self.scanner.take();
        Ok(())
    }

    fn pop_state(&mut self) {
        self.state = self
            .states
            .pop()
            .expect("a node was entered from some state");
    }

    /// Ends the current collection with the token that was peeked at.
    fn close(&mut self, kind: EventKind<'t>) -> Event<'t> {
        self.pop_state();
        self.marks.pop();
        let token = self.scanner.take().expect("it was peeked at");
        self.event(kind, token.start, token.end)
    }

    fn document_start(&mut self, implicit: bool) -> Outcome<Event<'t>> {
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
            return Err(self.error(
                "",
                Mark::default(),
                "did not find expected <document start>",
                at,
            ));
        }
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        self.scanner.take();
        Ok(self.event(EventKind::DocumentStart, start, end))
    }

    fn document_content(&mut self) -> Outcome<Event<'t>> {
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
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Outcome<Event<'t>> {
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
                        return Err(self.error(
                            "",
                            Mark::default(),
                            "found duplicate %YAML directive",
                            start,
                        ));
                    }
                    if (major, minor) != (1, 1) {
                        return Err(self.error(
                            "",
                            Mark::default(),
                            "found incompatible YAML document",
                            start,
                        ));
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
            return Err(self.error("", Mark::default(), "found duplicate %TAG directive", start));
        }
        self.tag_directives.push((handle, prefix.into_owned()));
        Ok(())
    }

    /// A node: `block` tells whether block collections may begin here, `indentless` whether a sequence may
    /// begin at the indentation of the mapping around it.
    fn node(&mut self, block: bool, indentless: bool) -> Outcome<Event<'t>> {
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
            TokenKind::BlockEntry if indentless => (
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
            TokenKind::BlockSequenceStart if block => (
                EventKind::SequenceStart(properties),
                State::BlockSequenceFirstEntry,
            ),
            TokenKind::BlockMappingStart if block => (
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
                let context = if block {
                    "while parsing a block node"
                } else {
                    "while parsing a flow node"
                };
                return Err(self.error(
                    context,
                    start,
                    "did not find expected node content",
                    token_start,
                ));
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
            Some((handle, suffix, _)) if handle.is_empty() => Some(suffix.into_owned()),
            Some((handle, suffix, at)) => {
                let directive = self
                    .tag_directives
                    .iter()
                    .find(|(known, _)| *known == handle);
                let Some((_, prefix)) = directive else {
                    return Err(self.error(
                        "while parsing a node",
                        start,
                        "found undefined tag handle",
                        at,
                    ));
                };
                Some([prefix, &suffix[..]].concat())
            }
        };
        let properties =
            (anchor.is_some() || tag.is_some()).then(|| Box::new(Properties { anchor, tag }));
        Ok((properties, end))
    }

    fn block_sequence_entry(&mut self) -> Outcome<Event<'t>> {
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
                self.node(true, false)
            }
            TokenKind::BlockEnd => Ok(self.close(EventKind::SequenceEnd)),
            _ => Err(self.unclosed(
                "while parsing a block collection",
                "did not find expected '-' indicator",
                start,
            )),
        }
    }

    fn indentless_sequence_entry(&mut self) -> Outcome<Event<'t>> {
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
        self.node(true, false)
    }

    fn block_mapping_key(&mut self) -> Outcome<Event<'t>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        match token.kind {
            TokenKind::Key => self.block_mapping_node(State::BlockMappingValue),
            TokenKind::BlockEnd => Ok(self.close(EventKind::MappingEnd)),
            _ => Err(self.unclosed(
                "while parsing a block mapping",
                "did not find expected key",
                start,
            )),
        }
    }

    fn block_mapping_value(&mut self) -> Outcome<Event<'t>> {
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
        self.node(true, true)
    }

    /// The error for a collection that goes on with a token that does not belong to it.
    fn unclosed(&mut self, context: &'static str, problem: &'static str, at: Mark) -> Box<Error> {
        let opened = self.marks.pop().unwrap_or_default();
        self.error(context, opened, problem, at)
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Outcome<Event<'t>> {
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
                    return self.node(false, false);
                }
            }
        }
        Ok(self.close(EventKind::SequenceEnd))
    }

    fn flow_comma(&mut self, context: &'static str, problem: &'static str) -> Outcome<()> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if token.kind != TokenKind::FlowEntry {
            return Err(self.unclosed(context, problem, start));
        }
        self.scanner.take();
        self.scanner.peek()?;
        Ok(())
    }

    fn flow_sequence_pair_key(&mut self) -> Outcome<Event<'t>> {
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
        self.node(false, false)
    }

    fn flow_sequence_pair_value(&mut self) -> Outcome<Event<'t>> {
        // The place of an empty value is the token before it.
        let start = self.scanner.peek()?.start;
        if self.scanner.peek()?.kind == TokenKind::Value {
            self.scanner.take();
            let next = &self.scanner.peek()?.kind;
            if !matches!(next, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowSequencePairEnd);
                return self.node(false, false);
            }
        }
        self.state = State::FlowSequencePairEnd;
        Ok(self.empty_scalar(start))
    }

    fn flow_sequence_pair_end(&mut self) -> Outcome<Event<'t>> {
        let start = self.scanner.peek()?.start;
        self.state = State::FlowSequenceEntry;
        Ok(self.event(EventKind::MappingEnd, start, start))
    }

    fn flow_mapping_key(&mut self, first: bool) -> Outcome<Event<'t>> {
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
                    return self.node(false, false);
                }
            }
        }
        Ok(self.close(EventKind::MappingEnd))
    }

    fn flow_mapping_value(&mut self) -> Outcome<Event<'t>> {
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
        self.node(false, false)
    }
}

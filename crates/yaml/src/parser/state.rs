use std::borrow::Cow;

use steersman_diag::Span;

use super::node::Allowed;
use super::{Event, EventKind};
use crate::Error;
use crate::error::Outcome;
use crate::scanner::{Input, Mark, Scanner};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
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
    pub(super) scanner: Scanner<'t>,
    pub(super) state: State,
    /// What to return to when a node is complete.
    pub(super) states: Vec<State>,
    /// Where the open collections began.
    marks: Vec<Mark>,
    pub(super) tag_directives: Vec<(&'t [u8], Vec<u8>)>,
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
            State::BlockNode => self.node(Allowed::Block),
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

    pub(super) fn event(&self, kind: EventKind<'t>, start: Mark, end: Mark) -> Event<'t> {
        let base = self.scanner.base();
        Event {
            kind,
            span: Span::new(base + start.offset, base + end.offset),
            line: start.line,
        }
    }

    pub(super) fn empty_scalar(&self, at: Mark) -> Event<'t> {
        let kind = EventKind::Scalar {
            properties: None,
            text: Cow::Borrowed(b""),
            implicit: true,
        };
        self.event(kind, at, at)
    }

    /// The error for a problem with the token that begins at `at`, in a construct that began at `opened`.
    #[cold]
    pub(super) fn error<T>(
        &self,
        context: &'static str,
        opened: Mark,
        problem: &'static str,
        at: Mark,
    ) -> Outcome<T> {
        // go-yaml prints lines from zero here and takes zero for "unknown".
        let line = if at.line > 0 { at.line } else { opened.line };
        let base = self.scanner.base();
        Err(Box::new(Error::Syntax {
            problem: Cow::Borrowed(problem),
            context,
            line,
            span: Span::at(base + at.offset),
            opened: Span::at(base + opened.offset),
        }))
    }

    /// Steps over the token that opens a collection.
    fn open(&mut self) -> Outcome<()> {
        let start = self.scanner.peek()?.start;
        self.marks.push(start);
        self.scanner.take();
        Ok(())
    }

    pub(super) fn pop_state(&mut self) {
        self.state = self
            .states
            .pop()
            .expect("a node was entered from some state");
    }

    /// Ends the current collection with the token that was peeked at.
    pub(super) fn close(&mut self, kind: EventKind<'t>) -> Event<'t> {
        self.pop_state();
        self.marks.pop();
        let token = self.scanner.take().expect("it was peeked at");
        self.event(kind, token.start, token.end)
    }

    /// The error for a collection that goes on with a token that does not belong to it.
    pub(super) fn unclosed<T>(
        &mut self,
        context: &'static str,
        problem: &'static str,
        at: Mark,
    ) -> Outcome<T> {
        let opened = self.marks.pop().unwrap_or_default();
        self.error(context, opened, problem, at)
    }
}

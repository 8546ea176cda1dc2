//! From events to a graph of nodes: aliases point to what they stand for.

use std::borrow::Cow;
use std::collections::HashMap;

use steersman_diag::Span;

use crate::Error;
use crate::error::Outcome;
use crate::limits::MAX_DEPTH;
use crate::parser::{EventKind, Parser, Properties};

/// A document before its scalars have been given meaning. Nodes stand in the order of the text, so the children
/// of a collection follow it.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    pub(crate) nodes: Vec<RawNode<'t>>,
}

impl Document<'_> {
    /// The index after the last node inside the node at `index`.
    pub(crate) fn end(&self, index: usize) -> usize {
        self.nodes[index].end as usize
    }
}

#[derive(Debug)]
pub(crate) struct RawNode<'t> {
    pub(crate) span: Span,
    /// The line it begins on, from zero.
    pub(crate) line: u32,
    /// The index after the last node inside.
    end: u32,
    pub(crate) kind: RawKind<'t>,
}

#[derive(Debug)]
pub(crate) enum RawKind<'t> {
    Scalar {
        /// The tag with its handle expanded.
        tag: Option<Box<[u8]>>,
        text: Cow<'t, [u8]>,
        implicit: bool,
    },
    Sequence,
    Mapping,
    Alias {
        name: &'t [u8],
        target: u32,
    },
}

/// Reads the next document; `None` at the end of the text.
pub(crate) fn compose<'t>(parser: &mut Parser<'t>) -> Outcome<Option<Document<'t>>> {
    if parser.next()?.kind == EventKind::StreamEnd {
        return Ok(None);
    }
    let mut composer = Composer::default();
    while !composer.done {
        composer.add(parser)?;
    }
    // The end of the document has to be found, too: a token that cannot be scanned there is an error.
    parser.next()?;
    match composer.too_deep {
        Some(span) => Err(Box::new(Error::TooDeep {
            limit: MAX_DEPTH,
            span,
        })),
        None => Ok(Some(Document {
            nodes: composer.nodes,
        })),
    }
}

#[derive(Default)]
struct Composer<'t> {
    nodes: Vec<RawNode<'t>>,
    open: Vec<usize>,
    anchors: HashMap<&'t [u8], u32>,
    /// The end of the last scalar or bracket.
    last_end: u32,
    too_deep: Option<Span>,
    done: bool,
}

impl<'t> Composer<'t> {
    fn add(&mut self, parser: &mut Parser<'t>) -> Outcome<()> {
        let event = parser.next()?;
        let index = self.nodes.len();
        let (kind, properties) = match event.kind {
            EventKind::Alias(name) => (self.alias(name, event.span)?, None),
            EventKind::Scalar {
                mut properties,
                text,
                implicit,
            } => {
                let tag = properties
                    .as_mut()
                    .and_then(|properties| properties.tag.take())
                    .map(Vec::into_boxed_slice);
                (
                    RawKind::Scalar {
                        tag,
                        text,
                        implicit,
                    },
                    properties,
                )
            }
            EventKind::SequenceStart(properties) => (RawKind::Sequence, properties),
            EventKind::MappingStart(properties) => (RawKind::Mapping, properties),
            EventKind::SequenceEnd | EventKind::MappingEnd => {
                self.close(event.span);
                return Ok(());
            }
            EventKind::StreamEnd | EventKind::DocumentStart | EventKind::DocumentEnd => {
                return Ok(());
            }
        };
        if let Some(Properties {
            anchor: Some(anchor),
            ..
        }) = properties.as_deref()
        {
            self.anchors.insert(anchor, narrow(index));
        }
        let opens = matches!(kind, RawKind::Sequence | RawKind::Mapping);
        self.nodes.push(RawNode {
            span: event.span,
            line: event.line,
            end: narrow(index + 1),
            kind,
        });
        self.last_end = event.span.end;
        if opens {
            self.open.push(index);
            if self.open.len() > MAX_DEPTH && self.too_deep.is_none() {
                self.too_deep = Some(event.span);
            }
        } else if self.open.is_empty() {
            self.done = true;
        }
        Ok(())
    }

    fn alias(&self, name: &'t [u8], span: Span) -> Outcome<RawKind<'t>> {
        match self.anchors.get(name) {
            Some(&target) => Ok(RawKind::Alias { name, target }),
            None => Err(Box::new(Error::UnknownAnchor {
                name: String::from_utf8_lossy(name).into_owned(),
                span,
            })),
        }
    }

    fn close(&mut self, end: Span) {
        let index = self.open.pop().expect("the parser closes what it opened");
        let count = self.nodes.len();
        // A flow collection ends with its bracket; a block collection with the last thing inside.
        self.last_end = if end.is_empty() {
            self.last_end
        } else {
            end.end
        };
        let node = &mut self.nodes[index];
        node.end = narrow(count);
        node.span = Span::new(node.span.start, self.last_end);
        self.done = self.open.is_empty();
    }
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("texts are shorter than 4 GiB")
}

//! From events to nodes with their comments.

use std::collections::HashSet;

use steersman_diag::Span;

use super::comments::{Comment, find_comments};
use super::node::{Body, Collection, CollectionStyle, ScalarStyle, StyledEntry, StyledNode};
use crate::Error;
use crate::error::Outcome;
use crate::limits::MAX_DEPTH;
use crate::parser::{Event, EventKind, Parser};
use crate::scanner::Input;

/// Reads the first document of a text; nothing where there is none.
pub(super) fn read_styled(text: &[u8]) -> Outcome<Option<StyledNode>> {
    let input = Input::new(text);
    let mut parser = Parser::new(&input)?;
    let mut events = Vec::new();
    let mut depth = 0_usize;
    loop {
        let event = parser.next()?;
        match event.kind {
            EventKind::StreamEnd if events.is_empty() => return Ok(None),
            EventKind::DocumentEnd | EventKind::StreamEnd => break,
            EventKind::MappingStart(_) | EventKind::SequenceStart(_) => depth += 1,
            EventKind::MappingEnd | EventKind::SequenceEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Box::new(Error::TooDeep {
                limit: MAX_DEPTH,
                span: event.span,
            }));
        }
        if event.kind != EventKind::DocumentStart {
            events.push(event);
        }
    }
    let scalar_span = |event: &Event<'_>| match event.kind {
        EventKind::Scalar { .. } if !event.span.is_empty() => Some(event.span),
        _ => None,
    };
    let scalars: Vec<_> = events.iter().filter_map(scalar_span).collect();
    let mut reader = Reader {
        text,
        comments: find_comments(text, &scalars).into_iter().peekable(),
        events: events.into_iter().peekable(),
        anchors: HashSet::new(),
    };
    reader.root().map(Some)
}

struct Reader<'t> {
    text: &'t [u8],
    comments: std::iter::Peekable<std::vec::IntoIter<Comment>>,
    events: std::iter::Peekable<std::vec::IntoIter<Event<'t>>>,
    anchors: HashSet<Vec<u8>>,
}

impl Reader<'_> {
    fn root(&mut self) -> Outcome<StyledNode> {
        let (mut node, _) = self.node()?;
        if let Body::Map(collection) | Body::List(collection) = &mut node.body {
            collection.tail.extend(self.comments.by_ref());
        }
        Ok(node)
    }

    /// The next node, and where it ends.
    fn node(&mut self) -> Outcome<(StyledNode, usize)> {
        let Some(event) = self.events.next() else {
            let node = StyledNode::scalar("", ScalarStyle::Plain);
            return Ok((node, self.text.len()));
        };
        let (start, end) = (event.span.start as usize, event.span.end as usize);
        let (properties, content) = self.properties(start, &event);
        let body = match event.kind {
            EventKind::Alias(name) => {
                if !self.anchors.contains(name) {
                    return Err(Box::new(Error::UnknownAnchor {
                        name: String::from_utf8_lossy(name).into_owned(),
                        span: event.span,
                    }));
                }
                Body::Alias([b"*", name].concat())
            }
            EventKind::Scalar { text, .. } => Body::Scalar {
                text: text.into_owned(),
                style: scalar_style(self.text.get(content), event.span),
            },
            EventKind::SequenceStart(_) => {
                let (list, end) = self.collection(content, b'[', Reader::item)?;
                return Ok((
                    StyledNode {
                        properties,
                        body: Body::List(list),
                    },
                    end,
                ));
            }
            _ => {
                let (map, end) = self.collection(content, b'{', Reader::pair)?;
                return Ok((
                    StyledNode {
                        properties,
                        body: Body::Map(map),
                    },
                    end,
                ));
            }
        };
        Ok((StyledNode { properties, body }, end))
    }

    /// Anchor and tag, and where the content begins after them.
    fn properties(&mut self, start: usize, event: &Event<'_>) -> (Vec<u8>, usize) {
        let given = match &event.kind {
            EventKind::Scalar { properties, .. }
            | EventKind::SequenceStart(properties)
            | EventKind::MappingStart(properties) => properties.as_deref(),
            _ => None,
        };
        let Some(given) = given else {
            return (Vec::new(), start);
        };
        if let Some(anchor) = given.anchor {
            self.anchors.insert(anchor.to_vec());
        }
        let wanted = usize::from(given.anchor.is_some()) + usize::from(given.tag.is_some());
        let mut words: Vec<&[u8]> = Vec::new();
        let mut at = start;
        let text = self.text;
        while words.len() < wanted && at < text.len() {
            let is_space = |byte: &u8| byte.is_ascii_whitespace();
            let length = text[at..]
                .iter()
                .position(is_space)
                .unwrap_or(text.len() - at);
            if length > 0 {
                words.push(&text[at..at + length]);
            }
            at += length
                + text[at + length..]
                    .iter()
                    .take_while(|byte| is_space(byte))
                    .count();
        }
        (words.join(&b' '), at)
    }

    fn collection(
        &mut self,
        content: usize,
        bracket: u8,
        entry: fn(&mut Self) -> Outcome<(StyledEntry, usize)>,
    ) -> Outcome<(Collection, usize)> {
        let style = if self.text.get(content) == Some(&bracket) {
            CollectionStyle::Flow
        } else {
            CollectionStyle::Block
        };
        let column = content - self.line_start(content);
        let mut entries = Vec::new();
        let mut last = content;
        loop {
            match self.events.peek().map(|event| (&event.kind, event.span)) {
                None => break,
                Some((EventKind::SequenceEnd | EventKind::MappingEnd, span)) => {
                    self.events.next();
                    let tail = match style {
                        CollectionStyle::Block => self.tail(span, column),
                        CollectionStyle::Flow => {
                            last = span.end as usize;
                            self.drop_before(last);
                            Vec::new()
                        }
                    };
                    let collection = Collection {
                        style,
                        entries,
                        tail,
                    };
                    return Ok((collection, last));
                }
                Some(_) => {
                    let (read, end) = entry(self)?;
                    entries.push(read);
                    last = end;
                }
            }
        }
        let tail = Vec::new();
        Ok((
            Collection {
                style,
                entries,
                tail,
            },
            last,
        ))
    }

    fn item(&mut self) -> Outcome<(StyledEntry, usize)> {
        let head = self.before_next();
        let (value, end) = self.node()?;
        let entry = StyledEntry {
            head,
            key: None,
            key_line: None,
            line: self.on_line(end),
            value,
        };
        Ok((entry, end))
    }

    fn pair(&mut self) -> Outcome<(StyledEntry, usize)> {
        let head = self.before_next();
        let (key, key_end) = self.node()?;
        let key_line = self.on_line(key_end);
        let (value, end) = self.node()?;
        let line = self.on_line(end);
        let is_block = matches!(
            &value.body,
            Body::List(collection) | Body::Map(collection)
                if collection.style == CollectionStyle::Block
        );
        let (key_line, line) = match key_line {
            // The line of a scalar is that of its key.
            Some(comment) if !is_block => (None, line.or(Some(comment))),
            key_line => (key_line, line),
        };
        let entry = StyledEntry {
            head,
            key: Some(key),
            key_line,
            value,
            line,
        };
        Ok((entry, end))
    }

    /// The comments before the next event.
    fn before_next(&mut self) -> Vec<Comment> {
        let Some(start) = self.events.peek().map(|event| event.span.start as usize) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        while let Some(comment) = self.comments.next_if(|comment| comment.offset < start) {
            found.push(comment);
        }
        found
    }

    /// The comment that follows on the line of `end`.
    fn on_line(&mut self, end: usize) -> Option<Comment> {
        let text = self.text;
        self.comments.next_if(|comment| {
            let between = text.get(end..comment.offset);
            let same_line = between.is_some_and(|between| !between.contains(&b'\n'));
            !comment.alone && same_line
        })
    }

    /// The comments after a block collection that stand as deep as its entries.
    fn tail(&mut self, next: Span, column: usize) -> Vec<Comment> {
        let start = next.start as usize;
        let ends = self.text.get(start..).unwrap_or_default().is_empty();
        if !ends && start - self.line_start(start) >= column {
            // A sequence as deep as the mapping around it: what follows belongs to the next key.
            return Vec::new();
        }
        let mut found = Vec::new();
        let belongs = |comment: &Comment| comment.offset < start && comment.column >= column;
        while let Some(comment) = self.comments.next_if(belongs) {
            found.push(comment);
        }
        found
    }

    /// Passes over comments inside brackets.
    fn drop_before(&mut self, end: usize) {
        while self
            .comments
            .next_if(|comment| comment.offset < end)
            .is_some()
        {}
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(0, |found| found + 1)
    }
}

fn scalar_style(first: Option<&u8>, span: Span) -> ScalarStyle {
    match first {
        _ if span.is_empty() => ScalarStyle::Plain,
        Some(b'\'') => ScalarStyle::Single,
        Some(b'"') => ScalarStyle::Double,
        Some(b'|') => ScalarStyle::Literal,
        Some(b'>') => ScalarStyle::Folded,
        _ => ScalarStyle::Plain,
    }
}

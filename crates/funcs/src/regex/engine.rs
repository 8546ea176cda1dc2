use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use regex_automata::Input;
use regex_automata::meta;
use regex_automata::util::captures::Captures;
use steersman_value::Str;

use super::bytes::first_char;
use super::error::{ErrorKind, SyntaxError};
use super::parse::{Parsed, parse};

/// The most memory a compiled pattern may take. Go allows 128 MiB for its own form.
const MAX_PROGRAM: usize = 24 << 20;

/// The most compiled patterns kept by a thread.
const MAX_CACHED: usize = 1000;

thread_local! {
    static CACHE: RefCell<HashMap<Str, Rc<Regex>>> = RefCell::default();
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Regex {
    program: meta::Regex,
    names: Vec<Option<Box<str>>>,
    /// Whether the pattern is the empty text.
    pub(super) is_empty: bool,
}

/// A text that a pattern is run on: Go reads each byte that is not UTF-8 as U+FFFD.
#[derive(Debug)]
pub(super) struct Haystack<'t> {
    original: &'t [u8],
    text: Cow<'t, [u8]>,
    /// For each position of `text` the one in `original`, when they differ.
    positions: Option<Vec<usize>>,
}

/// The groups of one match.
#[derive(Debug)]
pub(super) struct Match<'m, 't> {
    regex: &'m Regex,
    haystack: &'m Haystack<'t>,
    captures: &'m Captures,
}

impl Regex {
    /// The compiled form of `pattern`, made once per thread.
    pub(super) fn cached(pattern: &Str) -> Result<Rc<Self>, SyntaxError> {
        if let Some(known) = CACHE.with_borrow(|cache| cache.get(pattern).cloned()) {
            return Ok(known);
        }
        let regex = Rc::new(Self::compile(pattern)?);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() >= MAX_CACHED {
                cache.clear();
            }
            cache.insert(pattern.clone(), Rc::clone(&regex));
        });
        Ok(regex)
    }

    pub(super) fn compile(pattern: &[u8]) -> Result<Self, SyntaxError> {
        let Parsed { root, names } = parse(pattern)?;
        let config = meta::Config::new().nfa_size_limit(Some(MAX_PROGRAM));
        let program = meta::Builder::new()
            .configure(config)
            .build_from_hir(&root.lower())
            .map_err(|_| SyntaxError::new(ErrorKind::Large, pattern))?;
        Ok(Self {
            program,
            names,
            is_empty: pattern.is_empty(),
        })
    }

    /// Whether the pattern matches anywhere.
    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        self.program.is_match(Input::new(&Haystack::new(text).text))
    }

    /// The first match.
    pub(super) fn find<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let haystack = Haystack::new(text);
        let found = self.program.search(&Input::new(&haystack.text))?;
        Some(haystack.slice(found.range()))
    }

    /// The positions of successive matches, at most `limit`. An empty match next to the one before does not count.
    pub(super) fn find_all(&self, text: &[u8], limit: usize) -> Vec<Range<usize>> {
        let haystack = Haystack::new(text);
        let mut found = Vec::new();
        let mut previous_end = None;
        let mut position = 0;
        while found.len() < limit && position <= haystack.text.len() {
            let input = Input::new(&haystack.text).range(position..);
            let Some(range) = self.program.search(&input).map(|found| found.range()) else {
                break;
            };
            let repeated = range.end == position && previous_end == Some(range.start);
            previous_end = Some(range.end);
            position = if range.end == position {
                haystack.step(position)
            } else {
                range.end
            };
            if !repeated {
                found.push(haystack.position(range.start)..haystack.position(range.end));
            }
        }
        found
    }

    /// `text` with each match replaced by what `replacement` appends; `None` when nothing matches.
    pub(super) fn replace_all(
        &self,
        text: &[u8],
        mut replacement: impl FnMut(&mut Vec<u8>, &Match<'_, '_>),
    ) -> Option<Vec<u8>> {
        let haystack = Haystack::new(text);
        let mut captures = self.program.create_captures();
        let mut out = Vec::new();
        let mut copied = 0;
        let mut position = 0;
        let mut any = false;
        while position <= haystack.text.len() {
            self.program
                .search_captures(&Input::new(&haystack.text).range(position..), &mut captures);
            let Some(range) = captures.get_match().map(|found| found.range()) else {
                break;
            };
            any = true;
            out.extend_from_slice(haystack.slice(copied..range.start));
            if range.end > copied || range.start == 0 {
                replacement(
                    &mut out,
                    &Match {
                        regex: self,
                        haystack: &haystack,
                        captures: &captures,
                    },
                );
            }
            copied = range.end;
            position = haystack.step(position).max(range.end);
        }
        any.then(|| {
            out.extend_from_slice(haystack.slice(copied..haystack.text.len()));
            out
        })
    }
}

impl<'t> Haystack<'t> {
    fn new(original: &'t [u8]) -> Self {
        if std::str::from_utf8(original).is_ok() {
            return Self {
                original,
                text: Cow::Borrowed(original),
                positions: None,
            };
        }
        let mut text = Vec::with_capacity(original.len() * 2);
        let mut positions = Vec::with_capacity(original.len() * 2 + 1);
        let mut position = 0;
        while let Some((c, size)) = first_char(&original[position..]) {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            positions.resize(text.len(), position);
            position += size;
        }
        positions.push(position);
        Self {
            original,
            text: Cow::Owned(text),
            positions: Some(positions),
        }
    }

    /// The place in the original of a place in the text, which is at the start of a character.
    fn position(&self, position: usize) -> usize {
        self.positions
            .as_ref()
            .map_or(position, |positions| positions[position])
    }

    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        &self.original[self.position(range.start)..self.position(range.end)]
    }

    /// The position after the character at `position`; one beyond the end at the end.
    fn step(&self, position: usize) -> usize {
        position + first_char(&self.text[position..]).map_or(1, |(_, size)| size)
    }
}

impl<'t> Match<'_, 't> {
    /// What the group `index` matched.
    pub(super) fn group(&self, index: usize) -> Option<&'t [u8]> {
        self.captures
            .get_group(index)
            .map(|span| self.haystack.slice(span.range()))
    }

    /// What the first group called `name` matched of those that took part in the match.
    pub(super) fn named(&self, name: &[u8]) -> Option<&'t [u8]> {
        let is_named =
            |known: &Option<Box<str>>| known.as_ref().is_some_and(|known| known.as_bytes() == name);
        let mut candidates = self
            .regex
            .names
            .iter()
            .enumerate()
            .filter(|(_, known)| is_named(known));
        candidates.find_map(|(index, _)| self.group(index))
    }
}

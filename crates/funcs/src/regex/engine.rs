use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache};
use regex_automata::nfa::thompson::{Compiler, Config};
use regex_automata::util::captures::Captures;
use regex_automata::{Input, meta};
use regex_syntax::hir::Hir;
use steersman_value::Str;

use super::bytes::first_char;
use super::error::{ErrorKind, SyntaxError};
use super::node::Alphabet;
use super::parse::{Parsed, parse};

/// The most memory a compiled pattern may take. Go allows 128 MiB for its own form.
const MAX_PROGRAM: usize = 24 << 20;

/// The most compiled patterns kept by a thread.
const MAX_CACHED: usize = 1000;

/// For texts up to this many bytes it is not worth setting up an automaton.
const SHORT: usize = 1024;

/// As much as a short text can need, to tell where the backtracking engine has been.
const VISITED: usize = 1 << 40;

thread_local! {
    static CACHE: RefCell<HashMap<(Str, TextKind), Rc<Regex>>> = RefCell::default();
}

/// What is known of the texts that a pattern is run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct TextKind {
    alphabet: Alphabet,
    is_short: bool,
}

impl TextKind {
    const ANY: Self = Self {
        alphabet: Alphabet::Unicode,
        is_short: false,
    };

    fn of(text: &[u8]) -> Self {
        Self {
            alphabet: Alphabet::of(text),
            is_short: text.len() <= SHORT,
        }
    }
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Regex {
    program: Program,
    names: Vec<Option<Box<str>>>,
    /// Whether the pattern is the empty text.
    pub(super) is_empty: bool,
}

#[derive(Debug)]
enum Program {
    /// For short texts: quick to set up.
    Short(Box<BoundedBacktracker>, RefCell<Cache>),
    /// For all texts: quick to run.
    Long(meta::Regex),
}

impl Program {
    /// Nothing when the pattern needs too much memory.
    fn new(pattern: &Hir, is_short: bool) -> Option<Self> {
        if !is_short {
            let config = meta::Config::new().nfa_size_limit(Some(MAX_PROGRAM));
            let built = meta::Builder::new()
                .configure(config)
                .build_from_hir(pattern);
            return built.ok().map(Self::Long);
        }
        let config = Config::new().nfa_size_limit(Some(MAX_PROGRAM));
        let nfa = Compiler::new()
            .configure(config)
            .build_from_hir(pattern)
            .ok()?;
        let engine = BoundedBacktracker::builder()
            .configure(BoundedBacktracker::config().visited_capacity(VISITED))
            .build_from_nfa(nfa)
            .ok()?;
        let cache = RefCell::new(engine.create_cache());
        Some(Self::Short(Box::new(engine), cache))
    }

    fn create_captures(&self) -> Captures {
        match self {
            Self::Short(engine, _) => engine.create_captures(),
            Self::Long(regex) => regex.create_captures(),
        }
    }

    // The engine for short texts fails for texts that are too long only.

    fn is_match(&self, input: Input<'_>) -> bool {
        match self {
            Self::Short(engine, cache) => engine
                .try_is_match(&mut cache.borrow_mut(), input)
                .unwrap_or_default(),
            Self::Long(regex) => regex.is_match(input),
        }
    }

    fn search_captures(&self, input: &Input<'_>, captures: &mut Captures) {
        match self {
            Self::Short(engine, cache) => engine
                .try_search(&mut cache.borrow_mut(), input, captures)
                .unwrap_or_default(),
            Self::Long(regex) => regex.search_captures(input, captures),
        }
    }

    /// The first match.
    fn search(&self, input: Input<'_>) -> Option<Range<usize>> {
        let found = match self {
            Self::Short(engine, cache) => engine
                .try_find(&mut cache.borrow_mut(), input)
                .unwrap_or_default(),
            Self::Long(regex) => regex.search(&input),
        };
        found.map(|found| found.range())
    }
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
    /// The compiled form of `pattern` for a text, made once per thread and kind of text.
    pub(super) fn cached(pattern: &Str, text: &[u8]) -> Result<Rc<Self>, SyntaxError> {
        let key = (pattern.clone(), TextKind::of(text));
        if let Some(known) = CACHE.with_borrow(|cache| cache.get(&key).cloned()) {
            return Ok(known);
        }
        let regex = Rc::new(Self::compile(pattern, key.1)?);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() >= MAX_CACHED {
                cache.clear();
            }
            cache.insert(key, Rc::clone(&regex));
        });
        Ok(regex)
    }

    /// Compiles a pattern for all texts.
    pub(super) fn new(pattern: &[u8]) -> Result<Self, SyntaxError> {
        Self::compile(pattern, TextKind::ANY)
    }

    fn compile(pattern: &[u8], kind: TextKind) -> Result<Self, SyntaxError> {
        let Parsed { root, names } = parse(pattern)?;
        let program = Program::new(&root.lower(kind.alphabet), kind.is_short)
            .ok_or_else(|| SyntaxError::new(ErrorKind::Large, pattern))?;
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
        let found = self.program.search(Input::new(&haystack.text))?;
        Some(haystack.slice(found))
    }

    /// The positions of successive matches, at most `limit`. An empty match next to the one before does not count.
    pub(super) fn find_all(&self, text: &[u8], limit: usize) -> Vec<Range<usize>> {
        let haystack = Haystack::new(text);
        let mut found = Vec::new();
        let mut previous_end = None;
        let mut position = 0;
        while found.len() < limit && position <= haystack.text.len() {
            let input = Input::new(&haystack.text).range(position..);
            let Some(range) = self.program.search(input) else {
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

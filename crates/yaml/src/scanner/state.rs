//! The state of the scanner: token queue, simple keys, indentation.

use std::collections::VecDeque;

use super::bytes::count_chars;
use super::input::Fault;
use super::{Input, Mark, Token, TokenKind};
use crate::error::Outcome;

/// How deep flow collections, and likewise block collections, can be nested.
pub(crate) const MAX_NESTING: usize = 10_000;

/// How many characters a key without `?` can have.
const MAX_SIMPLE_KEY: usize = 1024;

/// A token that turns out to be a key if a `:` follows it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SimpleKey {
    pub(super) possible: bool,
    /// Whether the token waits in the queue until it is known if it is a key.
    held: bool,
    /// Whether it must be a key, by its indentation.
    required: bool,
    pub(super) token: usize,
    pub(super) mark: Mark,
}

/// Turns a text into tokens.
#[derive(Debug)]
pub(crate) struct Scanner<'t> {
    pub(super) text: &'t [u8],
    /// What to add to offsets because of a byte order mark that was cut off.
    pub(super) base: u32,
    pub(super) fault: Option<Fault>,
    /// No character can be read from here on; beyond every text when there is no fault.
    pub(super) wall: usize,
    pub(super) at: Mark,
    pub(super) tokens: VecDeque<Token<'t>>,
    /// How many tokens were taken out of the queue.
    taken: usize,
    /// Whether the head of the queue cannot change any more.
    ready: bool,
    pub(super) flow_level: usize,
    pub(super) indent: i64,
    indents: Vec<i64>,
    pub(super) simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(input: &'t Input<'_>) -> Self {
        let wall = input.fault.map_or(usize::MAX, |fault| fault.wall);
        let text = &input.text[..];
        Self {
            text: text.get(..wall).unwrap_or(text),
            base: input.skipped,
            fault: input.fault,
            wall,
            at: Mark::default(),
            tokens: VecDeque::from([Token {
                kind: TokenKind::StreamStart,
                start: Mark::default(),
                end: Mark::default(),
            }]),
            taken: 0,
            ready: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey::default()],
        }
    }

    /// What to add to the offsets of tokens to get offsets in the original text.
    pub(crate) fn base(&self) -> u32 {
        self.base
    }

    /// The next token, left in the queue.
    pub(crate) fn peek(&mut self) -> Outcome<&Token<'t>> {
        if !self.ready {
            self.fill()?;
            self.ready = true;
        }
        Ok(self.tokens.front().expect("the queue was filled"))
    }

    /// Takes the token that was peeked at out of the queue.
    pub(crate) fn take(&mut self) -> Option<Token<'t>> {
        self.ready = false;
        self.taken += 1;
        self.tokens.pop_front()
    }

    /// Scans until the head of the queue can no longer turn out to be preceded by another token.
    fn fill(&mut self) -> Outcome<()> {
        self.need(1)?;
        loop {
            if !self.tokens.is_empty() && !self.head_may_be_key()? {
                return Ok(());
            }
            self.fetch()?;
        }
    }

    fn head_may_be_key(&mut self) -> Outcome<bool> {
        let head = self.taken;
        let holds = |key: &SimpleKey| key.possible && key.held;
        match self.simple_keys.iter().position(holds) {
            Some(level) if self.simple_keys[level].token == head => self.is_key_valid(level),
            _ => Ok(false),
        }
    }

    /// Whether the possible key of `level` can still become one at the cursor.
    fn is_key_valid(&mut self, level: usize) -> Outcome<bool> {
        let key = self.simple_keys[level];
        if !key.possible {
            return Ok(false);
        }
        if key.mark.line == self.at.line && !self.is_too_long(key.mark) {
            return Ok(true);
        }
        if key.required {
            return self.missing_colon(key);
        }
        self.simple_keys[level].possible = false;
        Ok(false)
    }

    fn is_too_long(&self, start: Mark) -> bool {
        let bytes = (self.at.offset - start.offset) as usize;
        bytes > MAX_SIMPLE_KEY
            && count_chars(&self.text[start.offset as usize..self.at.offset as usize]) as usize
                > MAX_SIMPLE_KEY
    }

    fn missing_colon<T>(&self, key: SimpleKey) -> Outcome<T> {
        self.error(
            "while scanning a simple key",
            key.mark,
            "could not find expected ':'",
        )
    }

    /// Remembers that a key may begin at the cursor.
    pub(super) fn save_simple_key(&mut self) -> Outcome<()> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let key = SimpleKey {
            possible: true,
            held: true,
            required: self.flow_level == 0 && self.indent == i64::from(self.at.column),
            token: self.taken + self.tokens.len(),
            mark: self.at,
        };
        self.drop_simple_key()?;
        *self.current_key() = key;
        Ok(())
    }

    /// Forgets the possible key of the current flow level.
    pub(super) fn drop_simple_key(&mut self) -> Outcome<()> {
        let key = *self.current_key();
        if key.possible && key.required {
            return self.missing_colon(key);
        }
        self.current_key().possible = false;
        Ok(())
    }

    pub(super) fn current_key(&mut self) -> &mut SimpleKey {
        self.simple_keys
            .last_mut()
            .expect("there is one per flow level, and level 0")
    }

    /// The possible key of the current level, when it is still valid; it is used up.
    pub(super) fn take_simple_key(&mut self) -> Outcome<Option<SimpleKey>> {
        let level = self.simple_keys.len() - 1;
        if !self.is_key_valid(level)? {
            return Ok(None);
        }
        let key = self.simple_keys[level];
        self.simple_keys[level].possible = false;
        Ok(Some(key))
    }

    pub(super) fn enter_flow(&mut self) -> Outcome<()> {
        let opened = self.at;
        self.simple_keys.push(SimpleKey {
            token: self.taken + self.tokens.len(),
            ..SimpleKey::default()
        });
        self.flow_level += 1;
        if self.flow_level > MAX_NESTING {
            let problem = format!("exceeded max depth of {MAX_NESTING}");
            return self.error("while increasing flow level", opened, problem);
        }
        Ok(())
    }

    pub(super) fn leave_flow(&mut self) {
        if self.flow_level == 0 {
            return;
        }
        self.flow_level -= 1;
        let inner = self.simple_keys.pop().map(|key| key.token);
        // go-yaml mixes up an empty collection with what is inside: it is never held back, and so `{}` is not
        // recognised as a key.
        let outer = self.current_key();
        outer.held &= inner != Some(outer.token);
    }

    /// Opens a block collection at `column` if that is further right than the current one; its token goes
    /// before token number `before`, or to the end of the queue.
    pub(super) fn roll_indent(
        &mut self,
        column: u32,
        before: Option<usize>,
        kind: TokenKind<'t>,
        mark: Mark,
    ) -> Outcome<()> {
        let column = i64::from(column);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_NESTING {
            let opened = self.current_key().mark;
            let problem = format!("exceeded max depth of {MAX_NESTING}");
            return self.error("while increasing indent level", opened, problem);
        }
        let token = Token {
            kind,
            start: mark,
            end: mark,
        };
        match before {
            Some(number) => self.insert(number, token),
            None => self.tokens.push_back(token),
        }
        Ok(())
    }

    /// Puts `token` before token number `number`, or at the end when that one is gone.
    pub(super) fn insert(&mut self, number: usize, token: Token<'t>) {
        match number.checked_sub(self.taken) {
            Some(place) => self.tokens.insert(place, token),
            None => self.tokens.push_back(token),
        }
    }

    /// Closes the block collections that are further right than `column`.
    pub(super) fn unroll_indent(&mut self, column: i64) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.at);
            self.indent = self
                .indents
                .pop()
                .expect("each indentation remembers the one before");
        }
    }

    /// Adds a token that reaches from `start` to the cursor.
    pub(super) fn push(&mut self, kind: TokenKind<'t>, start: Mark) {
        self.tokens.push_back(Token {
            kind,
            start,
            end: self.at,
        });
    }
}

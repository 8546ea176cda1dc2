use regex_syntax::hir::Look;

use super::bytes::{Bytes, check_utf8};
use super::class::{self, Case, CharSet};
use super::error::{ErrorKind, SyntaxError};
use super::node::{MAX_HEIGHT, Node, Repeat};

/// The largest count of a counted repetition, as in Go.
const MAX_COUNT: u32 = 1000;

/// A pattern as it was read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Node,
    /// The names of the groups, from the whole match on.
    pub(super) names: Vec<Option<Box<str>>>,
}

/// Reads a pattern.
pub(super) fn parse(pattern: &[u8]) -> Result<Parsed, SyntaxError> {
    let mut parser = Parser {
        pattern,
        text: Bytes::new(pattern),
        flags: Flags::default(),
        outer: Vec::new(),
        group: Group::default(),
        names: vec![None],
        last_repeat: None,
    };
    while !parser.text.is_empty() {
        parser.step()?;
    }
    if !parser.outer.is_empty() {
        return Err(SyntaxError::new(ErrorKind::MissingParen, pattern));
    }
    let root = parser.close_alternatives()?;
    Ok(Parsed {
        root,
        names: parser.names,
    })
}

#[derive(Debug)]
struct Parser<'p> {
    pattern: &'p [u8],
    text: Bytes<'p>,
    flags: Flags,
    /// The groups around the one being read.
    outer: Vec<Group>,
    group: Group,
    names: Vec<Option<Box<str>>>,
    /// Where the repetition operator began that was read just before.
    last_repeat: Option<Bytes<'p>>,
}

/// A group whose closing parenthesis has not come yet.
#[derive(Debug, Default)]
struct Group {
    alternatives: Vec<Node>,
    sequence: Vec<Node>,
    /// The flags to go back to at the end.
    flags_outside: Flags,
    /// The number of the group if it captures.
    capture: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    fold_case: bool,
    multi_line: bool,
    dot_all: bool,
    swap_greed: bool,
}

impl Flags {
    fn case(self) -> Case {
        if self.fold_case {
            Case::Folded
        } else {
            Case::Exact
        }
    }
}

impl Parser<'_> {
    fn error<T>(&self, kind: ErrorKind, start: Bytes<'_>) -> Result<T, SyntaxError> {
        Err(SyntaxError::new(kind, self.text.since(start)))
    }

    /// Reads one piece of the pattern.
    fn step(&mut self) -> Result<(), SyntaxError> {
        let last_repeat = self.last_repeat.take();
        let start = self.text;
        match start.peek(0) {
            Some(b'(') => return self.open_group(),
            Some(b'|') => {
                self.text.skip(1);
                return self.close_sequence();
            }
            Some(b')') => {
                self.text.skip(1);
                return self.close_group();
            }
            Some(operator @ (b'*' | b'+' | b'?')) => {
                self.text.skip(1);
                let (min, max) = match operator {
                    b'*' => (0, None),
                    b'+' => (1, None),
                    _ => (0, Some(1)),
                };
                let repeat = Repeat {
                    min,
                    max,
                    greedy: !self.flags.swap_greed,
                    counted: false,
                };
                return self.repeat(repeat, start, last_repeat);
            }
            Some(b'{') => {
                if let Some((min, max)) = take_counts(&mut self.text) {
                    let too_large =
                        min > MAX_COUNT || max.is_some_and(|max| max > MAX_COUNT || max < min);
                    if too_large {
                        return self.error(ErrorKind::RepeatSize, start);
                    }
                    let repeat = Repeat {
                        min,
                        max,
                        greedy: !self.flags.swap_greed,
                        counted: true,
                    };
                    return self.repeat(repeat, start, last_repeat);
                }
            }
            Some(b'[') => {
                let set = class::take_brackets(&mut self.text, self.flags.case())?;
                self.push_set(set);
                return Ok(());
            }
            Some(b'\\') => return self.read_backslash(),
            _ => {}
        }
        self.read_char(start)
    }

    /// Reads a character that stands for itself, or a simple assertion.
    fn read_char(&mut self, start: Bytes<'_>) -> Result<(), SyntaxError> {
        let Some(c) = self.text.next_char()? else {
            return self.error(ErrorKind::MissingParen, start);
        };
        let multi_line = self.flags.multi_line;
        match c {
            '^' => self.push(Node::look(if multi_line {
                Look::StartLF
            } else {
                Look::Start
            })),
            '$' => self.push(Node::look(if multi_line { Look::EndLF } else { Look::End })),
            '.' => {
                let others = if self.flags.dot_all {
                    CharSet::empty()
                } else {
                    CharSet::code_point(u32::from('\n'), Case::Exact)
                };
                self.push(Node::set(others.negated_if(true)));
            }
            _ => self.push_code_point(u32::from(c)),
        }
        Ok(())
    }

    /// Reads something that begins with a backslash.
    fn read_backslash(&mut self) -> Result<(), SyntaxError> {
        let start = self.text;
        let look = match start.peek(1) {
            Some(b'A') => Some(Look::Start),
            Some(b'z') => Some(Look::End),
            Some(b'b') => Some(Look::WordAscii),
            Some(b'B') => Some(Look::WordAsciiNegate),
            _ => None,
        };
        if let Some(look) = look {
            self.text.skip(2);
            self.push(Node::look(look));
            return Ok(());
        }
        match start.peek(1) {
            Some(b'C') => {
                self.text.skip(2);
                return self.error(ErrorKind::Escape, start);
            }
            Some(b'Q') => {
                self.text.skip(2);
                return self.read_literal();
            }
            _ => {}
        }
        let case = self.flags.case();
        if let Some(set) = class::take_unicode(&mut self.text, case)? {
            self.push_set(set);
        } else if let Some(set) = class::take_perl(&mut self.text, case) {
            self.push_set(set);
        } else {
            let code = take_escape(&mut self.text)?;
            self.push_code_point(code);
        }
        Ok(())
    }

    /// Reads what stands between `\Q` and `\E`.
    fn read_literal(&mut self) -> Result<(), SyntaxError> {
        let literal = self.text.take_until(br"\E").unwrap_or_else(|| {
            let rest = self.text.rest();
            self.text.skip(rest.len());
            rest
        });
        let mut literal = Bytes::new(literal);
        while let Some(c) = literal.next_char()? {
            self.push_code_point(u32::from(c));
        }
        Ok(())
    }

    fn push(&mut self, node: Node) {
        self.group.sequence.push(node);
    }

    fn push_set(&mut self, set: CharSet) {
        let node = set.single().map_or_else(|| Node::set(set), Node::char);
        self.push(node);
    }

    fn push_code_point(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(c) if self.flags.case() == Case::Exact => self.push(Node::char(c)),
            _ => self.push_set(CharSet::code_point(code, self.flags.case())),
        }
    }

    /// Applies a repetition operator to the piece before it.
    fn repeat(
        &mut self,
        mut repeat: Repeat,
        start: Bytes<'_>,
        last: Option<Bytes<'_>>,
    ) -> Result<(), SyntaxError> {
        if self.text.take(b"?") {
            repeat.greedy = !repeat.greedy;
        }
        if let Some(last) = last {
            return self.error(ErrorKind::RepeatOperator, last);
        }
        let Some(node) = self.group.sequence.pop() else {
            return self.error(ErrorKind::MissingRepeatArgument, start);
        };
        let node = self.check_height(node.repeat(repeat))?;
        if repeat.counted && !node.repeats_within_limit() {
            return self.error(ErrorKind::RepeatSize, start);
        }
        self.push(node);
        self.last_repeat = Some(Bytes::new(start_of(self.pattern, start)));
        Ok(())
    }

    fn check_height(&self, node: Node) -> Result<Node, SyntaxError> {
        if node.height() > MAX_HEIGHT {
            return Err(SyntaxError::new(ErrorKind::NestingDepth, self.pattern));
        }
        Ok(node)
    }

    /// Ends one alternative of the group.
    fn close_sequence(&mut self) -> Result<(), SyntaxError> {
        let sequence = std::mem::take(&mut self.group.sequence);
        let alternative = self.check_height(Node::concat(sequence))?;
        self.group.alternatives.push(alternative);
        Ok(())
    }

    /// Ends the last alternative of the group and returns all of them as one node.
    fn close_alternatives(&mut self) -> Result<Node, SyntaxError> {
        self.close_sequence()?;
        let alternatives = std::mem::take(&mut self.group.alternatives);
        self.check_height(Node::alternate(alternatives))
    }

    fn close_group(&mut self) -> Result<(), SyntaxError> {
        let mut node = self.close_alternatives()?;
        let Some(outer) = self.outer.pop() else {
            return Err(SyntaxError::new(ErrorKind::UnexpectedParen, self.pattern));
        };
        let group = std::mem::replace(&mut self.group, outer);
        self.flags = group.flags_outside;
        if let Some(index) = group.capture {
            node = self.check_height(node.capture(index))?;
        }
        self.push(node);
        Ok(())
    }

    fn begin_group(&mut self, capture: Option<u32>, flags: Flags) {
        let group = Group {
            flags_outside: self.flags,
            capture,
            ..Group::default()
        };
        self.outer.push(std::mem::replace(&mut self.group, group));
        self.flags = flags;
    }

    fn begin_capture(&mut self, name: Option<Box<str>>) -> Result<(), SyntaxError> {
        let index = u32::try_from(self.names.len())
            .map_err(|_| SyntaxError::new(ErrorKind::Large, self.pattern))?;
        self.names.push(name);
        self.begin_group(Some(index), self.flags);
        Ok(())
    }

    /// Reads an opening parenthesis and what belongs to it.
    fn open_group(&mut self) -> Result<(), SyntaxError> {
        let start = self.text;
        if start.peek(1) != Some(b'?') {
            self.text.skip(1);
            return self.begin_capture(None);
        }
        let length = start.rest().len();
        if length > 4 && self.text.take(b"(?P<") || length > 3 && self.text.take(b"(?<") {
            return self.read_name(start);
        }
        self.read_flags(start)
    }

    fn read_name(&mut self, start: Bytes<'_>) -> Result<(), SyntaxError> {
        let Some(name) = self.text.take_until(b">") else {
            check_utf8(start.rest())?;
            return Err(SyntaxError::new(ErrorKind::NamedCapture, start.rest()));
        };
        check_utf8(name)?;
        let valid =
            !name.is_empty() && name.iter().all(|&b| b == b'_' || b.is_ascii_alphanumeric());
        if !valid {
            return self.error(ErrorKind::NamedCapture, start);
        }
        self.begin_capture(Some(String::from_utf8_lossy(name).into()))
    }

    /// Reads `(?flags)` or `(?flags:`.
    fn read_flags(&mut self, start: Bytes<'_>) -> Result<(), SyntaxError> {
        self.text.skip(2);
        let mut flags = self.flags;
        let mut value = true;
        let mut complete = true;
        while let Some(c) = self.text.next_char()? {
            match c {
                'i' => flags.fold_case = value,
                'm' => flags.multi_line = value,
                's' => flags.dot_all = value,
                'U' => flags.swap_greed = value,
                '-' if value => value = false,
                ':' if complete => {
                    self.begin_group(None, flags);
                    return Ok(());
                }
                ')' if complete => {
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            }
            // A minus must be followed by a flag.
            complete = c != '-';
        }
        self.error(ErrorKind::PerlOperator, start)
    }
}

/// The rest of `pattern` from where `start` stands.
fn start_of<'p>(pattern: &'p [u8], start: Bytes<'_>) -> &'p [u8] {
    &pattern[pattern.len() - start.rest().len()..]
}

/// Takes `{min}`, `{min,}` or `{min,max}`; nothing if it has not this form. Numbers that are too large are
/// [`u32::MAX`].
fn take_counts(text: &mut Bytes<'_>) -> Option<(u32, Option<u32>)> {
    let mut ahead = *text;
    ahead.skip(1);
    let min = take_count(&mut ahead)?;
    let max = if !ahead.take(b",") {
        Some(min)
    } else if ahead.peek(0) == Some(b'}') {
        None
    } else {
        Some(take_count(&mut ahead)?)
    };
    if !ahead.take(b"}") {
        return None;
    }
    *text = ahead;
    Some((min, max))
}

/// Takes a decimal number without leading zeros.
fn take_count(text: &mut Bytes<'_>) -> Option<u32> {
    let digits = text
        .rest()
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let number = std::str::from_utf8(&text.rest()[..digits]).ok()?;
    if digits == 0 || digits > 1 && number.starts_with('0') {
        return None;
    }
    text.skip(digits);
    Some(number.parse().unwrap_or(u32::MAX))
}

/// Takes an escape that stands for one code point and begins with the backslash that comes next.
pub(super) fn take_escape(text: &mut Bytes<'_>) -> Result<u32, SyntaxError> {
    let start = *text;
    text.skip(1);
    let Some(c) = text.next_char()? else {
        return Err(SyntaxError::new(ErrorKind::TrailingBackslash, b""));
    };
    let next_is_octal = text.peek(0).is_some_and(|b| matches!(b, b'0'..=b'7'));
    let code = match c {
        '0' => Some(take_octal(text, 0)),
        '1'..='7' if next_is_octal => c.to_digit(8).map(|digit| take_octal(text, digit)),
        'x' => take_hex(text)?,
        'a' => Some(0x07),
        'f' => Some(0x0c),
        'n' => Some(0x0a),
        'r' => Some(0x0d),
        't' => Some(0x09),
        'v' => Some(0x0b),
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(u32::from(c)),
        _ => None,
    };
    code.ok_or_else(|| SyntaxError::new(ErrorKind::Escape, text.since(start)))
}

/// Takes up to two more octal digits.
fn take_octal(text: &mut Bytes<'_>, first: u32) -> u32 {
    let mut code = first;
    for _ in 0..2 {
        let Some(digit @ b'0'..=b'7') = text.peek(0) else {
            break;
        };
        code = code * 8 + u32::from(digit - b'0');
        text.skip(1);
    }
    code
}

/// Takes two hexadecimal digits, or any number of them in braces; `None` if that is not what comes.
fn take_hex(text: &mut Bytes<'_>) -> Result<Option<u32>, SyntaxError> {
    let Some(first) = text.next_char()? else {
        return Ok(None);
    };
    if first != '{' {
        let second = text.next_char()?.and_then(|c| c.to_digit(16));
        return Ok(first
            .to_digit(16)
            .zip(second)
            .map(|(high, low)| high * 16 + low));
    }
    let mut code = None;
    while let Some(c) = text.next_char()? {
        if c == '}' {
            return Ok(code);
        }
        let Some(digit) = c.to_digit(16) else { break };
        let next = code.unwrap_or(0) * 16 + digit;
        if next > u32::from(char::MAX) {
            break;
        }
        code = Some(next);
    }
    Ok(None)
}

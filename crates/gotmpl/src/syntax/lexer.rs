use memchr::memmem;
use steersman_value::fmt::quote;

use steersman_value::unicode::decode_rune;

use super::rune::{code_point, is_alphanumeric};
use super::token::{Token, TokenKind};

/// Cuts template text into tokens, one at a time.
///
/// Comments and white space never become tokens, but a token knows whether white space stands before it.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a [u8],
    position: usize,
    inside_action: bool,
    open_parens: usize,
    /// Whether white space was skipped before the token being read.
    spaced: bool,
    functions: KeywordFunctions,
    error: Option<String>,
    left: memmem::Finder<'static>,
}

/// Which of the younger keywords are names of functions of the host, and then no keywords.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeywordFunctions {
    pub(crate) is_break: bool,
    pub(crate) is_continue: bool,
}

const LEFT: &[u8] = b"{{";
const RIGHT: &[u8] = b"}}";

/// The length of a trim marker with its space.
const MARKER: usize = 2;

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a [u8], functions: KeywordFunctions) -> Self {
        Self {
            text,
            position: 0,
            inside_action: false,
            open_parens: 0,
            spaced: false,
            functions,
            error: None,
            left: memmem::Finder::new(LEFT),
        }
    }

    /// The message of the last [`TokenKind::Error`] token.
    pub(crate) fn error(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Token {
        if self.inside_action {
            self.lex_inside_action()
        } else {
            self.lex_text()
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the parser refuses texts of 4 GiB"
    )]
    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token {
            kind,
            start: start as u32,
            end: self.position as u32,
            spaced: self.spaced,
        }
    }

    #[cold]
    fn fail(&mut self, start: usize, message: impl Into<String>) -> Token {
        self.error = Some(message.into());
        self.token(TokenKind::Error, start)
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.position..]
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn lex_text(&mut self) -> Token {
        loop {
            let start = self.position;
            let Some(length) = self.left.find(self.rest()) else {
                self.position = self.text.len();
                let kind = if self.position > start {
                    TokenKind::Text
                } else {
                    TokenKind::Eof
                };
                return self.token(kind, start);
            };
            let delim = start + length;
            self.position = delim;
            if has_left_marker(&self.text[delim + LEFT.len()..]) {
                let text = &self.text[start..delim];
                self.position = start + text.len() - count_spaces(text.iter().rev());
            }
            if self.position > start {
                let token = self.token(TokenKind::Text, start);
                self.position = delim;
                return token;
            }
            self.position = delim;
            if let Some(token) = self.lex_left_delim() {
                return token;
            }
        }
    }

    /// Reads the delimiter that opens an action; a comment is skipped and gives nothing.
    fn lex_left_delim(&mut self) -> Option<Token> {
        let start = self.position;
        let inner = start + LEFT.len();
        let marker = if has_left_marker(&self.text[inner..]) {
            MARKER
        } else {
            0
        };
        if self.text[inner + marker..].starts_with(b"/*") {
            self.position = inner + marker;
            return self.skip_comment();
        }
        self.position = inner;
        let token = self.token(TokenKind::LeftDelim, start);
        self.position = inner + marker;
        self.inside_action = true;
        self.open_parens = 0;
        Some(token)
    }

    #[inline(never)]
    fn skip_comment(&mut self) -> Option<Token> {
        let start = self.position;
        let Some(length) = memmem::find(&self.text[start + 2..], b"*/") else {
            return Some(self.fail(start, "unclosed comment"));
        };
        self.position = start + 2 + length + 2;
        match right_delim(self.rest()) {
            None => Some(self.fail(start, "comment ends before closing delimiter")),
            Some(trim) => {
                self.pass_right_delim(trim);
                None
            }
        }
    }

    /// Steps over a right delimiter and the white space it trims; the position is at it.
    fn pass_right_delim(&mut self, trim: Trim) {
        match trim {
            Trim::No => self.position += RIGHT.len(),
            Trim::Yes => {
                self.position += MARKER + RIGHT.len();
                self.position += count_spaces(self.rest().iter());
            }
        }
    }

    /// Reads the delimiter that closes an action; the position is at its braces or at its trim marker.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the parser refuses texts of 4 GiB"
    )]
    fn lex_right_delim(&mut self, trim: Trim) -> Token {
        let marker = usize::from(trim == Trim::Yes);
        if self.open_parens > 0 {
            // The space before the marker is part of the delimiter.
            return self.fail(self.position - marker, "unclosed left paren");
        }
        let start = self.position + marker;
        self.position = start + RIGHT.len();
        if trim == Trim::Yes {
            self.position += count_spaces(self.rest().iter());
        }
        self.inside_action = false;
        let end = (start + RIGHT.len()) as u32;
        Token {
            kind: TokenKind::RightDelim,
            start: start as u32,
            end,
            spaced: self.spaced,
        }
    }

    fn lex_inside_action(&mut self) -> Token {
        let spaces = count_spaces(self.rest().iter());
        self.position += spaces;
        self.spaced = spaces > 0;
        let start = self.position;
        let Some(byte) = self.byte() else {
            return self.fail(start, "unclosed action");
        };
        match self.rest() {
            [b'}', b'}', ..] => return self.lex_right_delim(Trim::No),
            [b'-', b'}', b'}', ..] if self.spaced => return self.lex_right_delim(Trim::Yes),
            _ => {}
        }
        self.position += 1;
        match byte {
            b'=' => self.token(TokenKind::Assign, start),
            b':' if self.byte() == Some(b'=') => {
                self.position += 1;
                self.token(TokenKind::Declare, start)
            }
            b':' => self.fail(start, "expected :="),
            b'|' => self.token(TokenKind::Pipe, start),
            b'"' => self.lex_quoted(start, TokenKind::String),
            b'\'' => self.lex_quoted(start, TokenKind::CharConstant),
            b'`' => self.lex_raw_string(start),
            b'$' => self.lex_field_or_variable(start, TokenKind::Variable),
            b'.' if self.byte().is_some_and(|next| !next.is_ascii_digit()) => {
                self.lex_field_or_variable(start, TokenKind::Field)
            }
            b'.' | b'+' | b'-' | b'0'..=b'9' => {
                self.position = start;
                self.lex_number(start)
            }
            b'(' => {
                self.open_parens += 1;
                self.token(TokenKind::LeftParen, start)
            }
            b')' if self.open_parens == 0 => self.fail(start, "unexpected right paren"),
            b')' => {
                self.open_parens -= 1;
                self.token(TokenKind::RightParen, start)
            }
            _ => {
                self.position = start;
                self.lex_word_or_other(start)
            }
        }
    }

    fn lex_word_or_other(&mut self, start: usize) -> Token {
        if self.byte().is_some_and(|byte| has_class(byte, WORD)) {
            return self.lex_identifier(start);
        }
        let (c, width) = decode_rune(self.rest());
        if is_alphanumeric(c) {
            return self.lex_identifier(start);
        }
        self.position += width;
        if c.is_ascii_graphic() {
            return self.token(TokenKind::Char, start);
        }
        self.fail(
            start,
            format!("unrecognized character in action: {}", code_point(c)),
        )
    }

    fn pass_alphanumerics(&mut self) {
        let text = self.text;
        let mut at = self.position;
        while let Some(byte) = text.get(at) {
            if has_class(*byte, WORD) {
                at += 1;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            let (c, width) = decode_rune(&text[at..]);
            if !is_alphanumeric(c) {
                break;
            }
            at += width;
        }
        self.position = at;
    }

    fn lex_identifier(&mut self, start: usize) -> Token {
        self.pass_alphanumerics();
        if !self.at_terminator() {
            return self.bad_character(start);
        }
        let word = &self.text[start..self.position];
        let kind = match TokenKind::keyword(word) {
            Some(TokenKind::Break) if self.functions.is_break => TokenKind::Identifier,
            Some(TokenKind::Continue) if self.functions.is_continue => TokenKind::Identifier,
            Some(keyword) => keyword,
            None if word == b"true" || word == b"false" => TokenKind::Bool,
            None => TokenKind::Identifier,
        };
        self.token(kind, start)
    }

    /// The rest of a field or variable; its first character has been read.
    fn lex_field_or_variable(&mut self, start: usize, kind: TokenKind) -> Token {
        let name = self.position;
        self.pass_alphanumerics();
        if !self.at_terminator() {
            return self.bad_character(start);
        }
        let kind = if kind == TokenKind::Field && self.position == name {
            TokenKind::Dot
        } else {
            kind
        };
        self.token(kind, start)
    }

    #[inline(never)]
    fn bad_character(&mut self, start: usize) -> Token {
        let (c, _) = decode_rune(self.rest());
        self.fail(start, format!("bad character {}", code_point(c)))
    }

    /// Whether a word may end here.
    fn at_terminator(&self) -> bool {
        match self.rest() {
            [] | [b'}', b'}', ..] => true,
            [byte, ..] => has_class(*byte, TERMINATOR),
        }
    }

    /// The rest of a string or character constant; its opening quote has been read.
    fn lex_quoted(&mut self, start: usize, kind: TokenKind) -> Token {
        let (quote, what) = if kind == TokenKind::String {
            (b'"', "unterminated quoted string")
        } else {
            (b'\'', "unterminated character constant")
        };
        while let Some(length) = memchr::memchr3(quote, b'\\', b'\n', self.rest()) {
            self.position += length + 1;
            match self.text[self.position - 1] {
                b'\n' => break,
                b'\\' => match self.byte() {
                    None | Some(b'\n') => break,
                    Some(_) => self.position += decode_rune(self.rest()).1,
                },
                _ => return self.token(kind, start),
            }
        }
        self.fail(start, what)
    }

    #[inline(never)]
    fn lex_raw_string(&mut self, start: usize) -> Token {
        match memchr::memchr(b'`', self.rest()) {
            None => self.fail(start, "unterminated raw quoted string"),
            Some(length) => {
                self.position += length + 1;
                self.token(TokenKind::RawString, start)
            }
        }
    }

    #[inline(never)]
    fn lex_number(&mut self, start: usize) -> Token {
        if !self.scan_number() {
            return self.bad_number(start);
        }
        if !matches!(self.byte(), Some(b'+' | b'-')) {
            return self.token(TokenKind::Number, start);
        }
        if !self.scan_number() || self.text[self.position - 1] != b'i' {
            return self.bad_number(start);
        }
        self.token(TokenKind::Complex, start)
    }

    fn bad_number(&mut self, start: usize) -> Token {
        let number = quote(&self.text[start..self.position]);
        self.fail(start, format!("bad number syntax: {number}"))
    }

    fn accept(&mut self, valid: impl Fn(u8) -> bool) -> bool {
        let found = self.byte().is_some_and(valid);
        self.position += usize::from(found);
        found
    }

    /// Steps over what looks like a number. It accepts more than numbers; the parser checks them.
    fn scan_number(&mut self) -> bool {
        type Digits = fn(u8) -> bool;
        let decimal: Digits = |b| b.is_ascii_digit() || b == b'_';
        let is_sign: Digits = |b| matches!(b, b'+' | b'-');
        let (mut digits, mut base) = (decimal, 10);
        self.accept(is_sign);
        if self.accept(|b| b == b'0') {
            if self.accept(|b| matches!(b, b'x' | b'X')) {
                (digits, base) = (|b: u8| b.is_ascii_hexdigit() || b == b'_', 16);
            } else if self.accept(|b| matches!(b, b'o' | b'O')) {
                (digits, base) = (|b| matches!(b, b'0'..=b'7' | b'_'), 8);
            } else if self.accept(|b| matches!(b, b'b' | b'B')) {
                (digits, base) = (|b| matches!(b, b'0' | b'1' | b'_'), 2);
            }
        }
        while self.accept(digits) {}
        if self.accept(|b| b == b'.') {
            while self.accept(digits) {}
        }
        let exponent = match base {
            10 => self.accept(|b| matches!(b, b'e' | b'E')),
            16 => self.accept(|b| matches!(b, b'p' | b'P')),
            _ => false,
        };
        if exponent {
            self.accept(is_sign);
            while self.accept(decimal) {}
        }
        self.accept(|b| b == b'i');
        let (c, width) = decode_rune(self.rest());
        if width > 0 && is_alphanumeric(c) {
            self.position += width;
            return false;
        }
        true
    }
}

/// Whether a delimiter cuts the white space beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trim {
    No,
    Yes,
}

/// The right delimiter that `text` starts with, if it does.
fn right_delim(text: &[u8]) -> Option<Trim> {
    match text {
        [b'}', b'}', ..] => Some(Trim::No),
        [first, b'-', b'}', b'}', ..] if is_space(*first) => Some(Trim::Yes),
        _ => None,
    }
}

fn has_left_marker(text: &[u8]) -> bool {
    matches!(text, [b'-', space, ..] if is_space(*space))
}

fn is_space(byte: u8) -> bool {
    has_class(byte, SPACE)
}

fn has_class(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

const SPACE: u8 = 1;
/// ASCII letters, digits and the underscore.
const WORD: u8 = 2;
/// What may follow a word, apart from the end of the action.
const TERMINATOR: u8 = 4;

/// The classes of every byte.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => SPACE | TERMINATOR,
            b'.' | b',' | b'|' | b':' | b')' | b'(' => TERMINATOR,
            b'_' => WORD,
            _ if byte.is_ascii_alphanumeric() => WORD,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

fn count_spaces<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take_while(|byte| is_space(**byte)).count()
}

//! JSON as Go's `encoding/json` reads it into an `interface {}`: numbers become floats, the last of equal keys
//! wins, broken surrogates become U+FFFD, and errors have Go's texts.

use std::fmt;

use steersman_value::{Str, Table, Tree};

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 1000;

/// The text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// The text ended within a value.
    UnexpectedEnd,
    /// There is no value at all.
    Missing,
    /// A character that cannot stand where it does, and Go's words for the place.
    InvalidCharacter(char, &'static str),
    /// Arrays and objects nest too deep.
    TooDeep,
    /// A number that no 64-bit float can hold.
    NumberOutOfRange(String),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnexpectedEnd => f.write_str("unexpected EOF"),
            Self::Missing => f.write_str("EOF"),
            Self::InvalidCharacter(c, context) => {
                // Go quotes the double quote here without a backslash and the single one with it.
                write!(
                    f,
                    "invalid character {} {context}",
                    steersman_value::fmt::quote_char(*c)
                )
            }
            Self::TooDeep => f.write_str("exceeded max depth"),
            Self::NumberOutOfRange(text) => {
                write!(
                    f,
                    "json: cannot unmarshal number {text} into Go value of type float64"
                )
            }
        }
    }
}

/// Reads one value from the begin of `text` and returns it with the number of bytes it took.
pub(crate) fn parse_prefix(text: &[u8]) -> Result<(Tree, usize), JsonError> {
    let mut parser = Parser { text, at: 0 };
    parser.skip_space();
    if parser.at == text.len() {
        return Err(JsonError::Missing);
    }
    let value = parser.value(0)?;
    Ok((value, parser.at))
}

/// Reads a text that is one value and nothing else.
pub(crate) fn parse(text: &[u8]) -> Result<Tree, JsonError> {
    let (value, length) = parse_prefix(text)?;
    let mut parser = Parser { text, at: length };
    parser.skip_space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.invalid("after top-level value")),
    }
}

#[derive(Debug)]
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, JsonError> {
        let byte = self.peek().ok_or(JsonError::UnexpectedEnd)?;
        self.at += 1;
        Ok(byte)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The error for the byte that stands next. Go takes it for a character of its own.
    fn invalid(&self, context: &'static str) -> JsonError {
        self.peek().map_or(JsonError::UnexpectedEnd, |byte| {
            JsonError::InvalidCharacter(char::from(byte), context)
        })
    }

    fn expect_next(&mut self, byte: u8, context: &'static str) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return Err(self.invalid(context));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Tree, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => Ok(Tree::Str(self.string()?)),
            Some(b't') => self.word("true", Tree::Bool(true)),
            Some(b'f') => self.word("false", Tree::Bool(false)),
            Some(b'n') => self.word("null", Tree::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.invalid("looking for beginning of value")),
        }
    }

    fn word(&mut self, word: &'static str, value: Tree) -> Result<Tree, JsonError> {
        for (index, expected) in word.bytes().enumerate() {
            if self.peek() != Some(expected) {
                return Err(self.invalid(WORD_CONTEXTS[word_index(word)][index]));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Tree, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.at += 1;
        let mut table = Table::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Tree::Map(table));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.invalid("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.skip_space();
            self.expect_next(b':', "after object key")?;
            let value = self.value(depth)?;
            table.insert(key, value);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Tree::Map(table));
                }
                _ => return Err(self.invalid("after object key:value pair")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Tree, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Tree::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Tree::List(items));
                }
                _ => return Err(self.invalid("after array element")),
            }
        }
    }

    fn number(&mut self) -> Result<Tree, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.invalid("in numeric literal")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = String::from_utf8_lossy(&self.text[start..self.at]);
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Tree::Float(number)),
            _ => Err(JsonError::NumberOutOfRange(text.into_owned())),
        }
    }

    fn some_digits(&mut self, context: &'static str) -> Result<(), JsonError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.invalid(context));
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn string(&mut self) -> Result<Str, JsonError> {
        self.at += 1;
        let mut out = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => self.escape(&mut out)?,
                byte if byte < 0x20 => {
                    self.at -= 1;
                    return Err(self.invalid("in string literal"));
                }
                byte => out.push(byte),
            }
        }
        match String::from_utf8(out) {
            Ok(text) => Ok(Str::from(text)),
            Err(error) => Ok(Str::from(replace_invalid(error.as_bytes()))),
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        let plain = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                self.at += 1;
                let c = self.unicode_escape()?;
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(self.invalid("in string escape code")),
        };
        self.at += 1;
        out.push(plain);
        Ok(())
    }

    /// The character of `\uXXXX`, with the second half of a pair of surrogates when there is one.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.four_hex()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        if first < 0xDC00 && self.text[self.at..].starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.four_hex()?;
            if (0xDC00..0xE000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.invalid("in \\u hexadecimal character escape"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Each invalid byte becomes U+FFFD, one for one as Go does it.
fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// Go's words for a wrong character within `true`, `false` and `null`, by position.
const WORD_CONTEXTS: [[&str; 5]; 3] = [
    [
        "",
        "in literal true (expecting 'r')",
        "in literal true (expecting 'u')",
        "in literal true (expecting 'e')",
        "",
    ],
    [
        "",
        "in literal false (expecting 'a')",
        "in literal false (expecting 'l')",
        "in literal false (expecting 's')",
        "in literal false (expecting 'e')",
    ],
    [
        "",
        "in literal null (expecting 'u')",
        "in literal null (expecting 'l')",
        "in literal null (expecting 'l')",
        "",
    ],
];

fn word_index(word: &str) -> usize {
    match word {
        "true" => 0,
        "false" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values() {
        let cases = [
            ("1.5e3", Tree::Float(1500.0)),
            ("-0", Tree::Float(-0.0)),
            (
                r#""a\u00e4\n\ud83d\ude00\ud83dx\/""#,
                Tree::from("aä\n😀\u{fffd}x/"),
            ),
            (r#"{"a":1,"a":[true,null]}"#, {
                let list = Tree::List(vec![Tree::Bool(true), Tree::Null]);
                Tree::Map([("a".into(), list)].into())
            }),
            (" { } ", Tree::Map(Table::new())),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn words_errors_like_go() {
        let deep = "[".repeat(MAX_DEPTH + 1);
        let cases = [
            (
                "{a}",
                "invalid character 'a' looking for beginning of object key string",
            ),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            (
                "{\"a\":1 2}",
                "invalid character '2' after object key:value pair",
            ),
            ("[1 2]", "invalid character '2' after array element"),
            ("}", "invalid character '}' looking for beginning of value"),
            ("tru", "unexpected EOF"),
            (
                "trux",
                "invalid character 'x' in literal true (expecting 'e')",
            ),
            ("01", "invalid character '1' after top-level value"),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            (
                "1ex",
                "invalid character 'x' in exponent of numeric literal",
            ),
            ("-x", "invalid character 'x' in numeric literal"),
            ("\"\\x\"", "invalid character 'x' in string escape code"),
            (
                "\"\\u00g\"",
                "invalid character 'g' in \\u hexadecimal character escape",
            ),
            ("\"\n\"", "invalid character '\\n' in string literal"),
            ("\"a", "unexpected EOF"),
            ("", "EOF"),
            (
                "1e999",
                "json: cannot unmarshal number 1e999 into Go value of type float64",
            ),
            (&*deep, "exceeded max depth"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                parse(text.as_bytes()).map_err(|error| error.to_string()),
                Err(expected.to_owned()),
                "{text}"
            );
        }
    }
}

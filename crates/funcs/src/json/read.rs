use std::collections::BTreeMap;
use std::fmt;

use steersman_value::fmt::{parse_float, quote_char};
use steersman_value::unicode::{decode_rune, push_rune};
use steersman_value::{GoType, List, Map, Str, Value, capacity};

/// Containers nested deeper than this are refused, as in Go.
const MAX_DEPTH: usize = 10_000;

/// Why a text is not JSON, or not a value that Go can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// The text ends too early.
    UnexpectedEnd,
    /// A character is not allowed where it stands; the text says where that is.
    Unexpected(u8, &'static str),
    /// A number that no `float64` can hold. Reading goes on; the value is nil.
    Number(Str),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnexpectedEnd => f.write_str("unexpected end of JSON input"),
            // Go takes the byte for a character.
            Self::Unexpected(b'"', place) => write!(f, "invalid character '\"' {place}"),
            Self::Unexpected(byte, place) => write!(
                f,
                "invalid character {} {place}",
                quote_char(char::from(*byte))
            ),
            Self::Number(text) => {
                write!(
                    f,
                    "json: cannot unmarshal number {} into Go value of type float64",
                    text.to_text()
                )
            }
        }
    }
}

impl std::error::Error for JsonError {}

const VALUE: &str = "looking for beginning of value";
const KEY: &str = "looking for beginning of object key string";

/// Reads one JSON value: numbers become floats. The second result is the first number that is too large.
pub(crate) fn read(text: &[u8]) -> Result<(Value, Option<JsonError>), JsonError> {
    let mut reader = Reader {
        text,
        at: 0,
        too_large: None,
    };
    let mut open: Vec<Open> = Vec::new();
    'value: loop {
        let mut value = match reader.next()? {
            b'{' => {
                enter(b'{', open.len())?;
                if reader.peek_is(b'}')? {
                    Value::Map(Map::any(BTreeMap::new()))
                } else {
                    let key = reader.key()?;
                    open.push(Open::Map(BTreeMap::new(), key));
                    continue;
                }
            }
            b'[' => {
                enter(b'[', open.len())?;
                if reader.peek_is(b']')? {
                    Value::List(List::new(GoType::Any, Vec::new()))
                } else {
                    open.push(Open::List(Vec::new()));
                    continue;
                }
            }
            byte => reader.literal(byte)?,
        };
        // The value is complete: it goes into what is open, which it may complete in turn.
        loop {
            match open.pop() {
                None => {
                    reader.end()?;
                    return Ok((value, reader.too_large));
                }
                Some(Open::List(mut items)) => {
                    items.push(value);
                    match reader.next()? {
                        b',' => {
                            open.push(Open::List(items));
                            continue 'value;
                        }
                        b']' => value = list(items),
                        other => return Err(JsonError::Unexpected(other, "after array element")),
                    }
                }
                Some(Open::Map(mut entries, key)) => {
                    entries.insert(key, value);
                    match reader.next()? {
                        b',' => {
                            let key = reader.key()?;
                            open.push(Open::Map(entries, key));
                            continue 'value;
                        }
                        b'}' => value = Value::Map(Map::any(entries)),
                        other => {
                            return Err(JsonError::Unexpected(
                                other,
                                "after object key:value pair",
                            ));
                        }
                    }
                }
            }
        }
    }
}

fn list(items: Vec<Value>) -> Value {
    let capacity = capacity::appended(items.len());
    Value::List(List::with_capacity(GoType::Any, items, capacity))
}

/// A container that is being read.
enum Open {
    List(Vec<Value>),
    Map(BTreeMap<Str, Value>, Str),
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    too_large: Option<JsonError>,
}

impl Reader<'_> {
    /// Takes the next byte that is not white space.
    fn next(&mut self) -> Result<u8, JsonError> {
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(*byte);
            }
        }
        Err(JsonError::UnexpectedEnd)
    }

    /// Takes the next byte that is not white space if it is `wanted`.
    fn peek_is(&mut self, wanted: u8) -> Result<bool, JsonError> {
        let found = self.next()? == wanted;
        if !found {
            self.at -= 1;
        }
        Ok(found)
    }

    /// Nothing but white space may follow.
    fn end(&mut self) -> Result<(), JsonError> {
        match self.next() {
            Ok(byte) => Err(JsonError::Unexpected(byte, "after top-level value")),
            Err(_) => Ok(()),
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<Str, JsonError> {
        match self.next()? {
            b'"' => {}
            other => return Err(JsonError::Unexpected(other, KEY)),
        }
        let key = self.string()?;
        match self.next()? {
            b':' => Ok(key),
            other => Err(JsonError::Unexpected(other, "after object key")),
        }
    }

    /// A value without parts that starts with `byte`, which has been taken.
    fn literal(&mut self, byte: u8) -> Result<Value, JsonError> {
        match byte {
            b'"' => Ok(Value::Str(self.string()?)),
            b't' => self.word(Value::Bool(true), &TRUE),
            b'f' => self.word(Value::Bool(false), &FALSE),
            b'n' => self.word(Value::Nil, &NULL),
            b'-' | b'0'..=b'9' => self.number(),
            other => Err(JsonError::Unexpected(other, VALUE)),
        }
    }

    /// The byte at the cursor; the end counts as a space, which is how Go finds out whether a literal is complete.
    fn here(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(b' ')
    }

    fn word(&mut self, value: Value, rest: &[(u8, &'static str)]) -> Result<Value, JsonError> {
        for (wanted, place) in rest {
            let found = self.here();
            if found != *wanted {
                return Err(JsonError::Unexpected(found, place));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at - 1;
        let mut first = self.text[start];
        if first == b'-' {
            first = self.here();
            if !first.is_ascii_digit() {
                return Err(JsonError::Unexpected(first, "in numeric literal"));
            }
            self.at += 1;
        }
        if first != b'0' {
            self.skip_digits();
        }
        if self.here() == b'.' {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.here(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.here(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        let text = &self.text[start..self.at];
        if let Ok(number) = parse_float(text) {
            return Ok(Value::Float(number));
        }
        if self.too_large.is_none() {
            self.too_large = Some(JsonError::Number(text.into()));
        }
        Ok(Value::Nil)
    }

    fn skip_digits(&mut self) {
        while self.here().is_ascii_digit() {
            self.at += 1;
        }
    }

    fn digits(&mut self, place: &'static str) -> Result<(), JsonError> {
        let first = self.here();
        if !first.is_ascii_digit() {
            return Err(JsonError::Unexpected(first, place));
        }
        self.skip_digits();
        Ok(())
    }

    /// The rest of a string whose quote has been taken. Invalid bytes and lone surrogates become U+FFFD.
    fn string(&mut self) -> Result<Str, JsonError> {
        let rest = &self.text[self.at..];
        let plain = rest
            .iter()
            .position(|byte| !matches!(byte, b' '..=b'\x7f') || matches!(byte, b'"' | b'\\'));
        if let Some(end) = plain.filter(|end| rest[*end] == b'"') {
            self.at += end + 1;
            return Ok(Str::from(&rest[..end]));
        }
        let mut out = Vec::new();
        loop {
            let Some(byte) = self.text.get(self.at).copied() else {
                return Err(JsonError::UnexpectedEnd);
            };
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(out.into());
                }
                b'\\' => {
                    self.at += 1;
                    self.escape(&mut out)?;
                }
                0..=0x1f => return Err(JsonError::Unexpected(byte, "in string literal")),
                _ => {
                    let (c, size) = decode_rune(&self.text[self.at..]);
                    push_rune(&mut out, c);
                    self.at += size;
                }
            }
        }
    }

    /// An escape whose backslash has been taken.
    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        let byte = self.here();
        self.at += 1;
        out.push(match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let c = self.code_point()?;
                push_rune(out, c);
                return Ok(());
            }
            other => return Err(JsonError::Unexpected(other, "in string escape code")),
        });
        Ok(())
    }

    /// The character of one `\u` escape, or of two that form a surrogate pair.
    fn code_point(&mut self) -> Result<char, JsonError> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if self.text[self.at..].starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let byte = self.here();
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(JsonError::Unexpected(
                    byte,
                    "in \\u hexadecimal character escape",
                ));
            };
            code = code << 4 | digit;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Refuses a container inside too many others.
fn enter(bracket: u8, depth: usize) -> Result<(), JsonError> {
    if depth >= MAX_DEPTH {
        Err(JsonError::Unexpected(bracket, "exceeded max depth"))
    } else {
        Ok(())
    }
}

/// The bytes after the first one, and what Go says when another one stands there.
const TRUE: [(u8, &str); 3] = [
    (b'r', "in literal true (expecting 'r')"),
    (b'u', "in literal true (expecting 'u')"),
    (b'e', "in literal true (expecting 'e')"),
];
const FALSE: [(u8, &str); 4] = [
    (b'a', "in literal false (expecting 'a')"),
    (b'l', "in literal false (expecting 'l')"),
    (b's', "in literal false (expecting 's')"),
    (b'e', "in literal false (expecting 'e')"),
];
const NULL: [(u8, &str); 3] = [
    (b'u', "in literal null (expecting 'u')"),
    (b'l', "in literal null (expecting 'l')"),
    (b'l', "in literal null (expecting 'l')"),
];

use std::fmt::{Display, Formatter};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use steersman_value::fmt::{self, MAX_DEPTH, MAX_TEXT, Unprintable};
use steersman_value::{Json, List, Map, Object, Value};

/// How JSON text looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// One line; `<`, `>` and `&` are escaped.
    Compact,
    /// One line; `<`, `>` and `&` stay.
    Raw,
    /// Two spaces per level; `<`, `>` and `&` are escaped.
    Pretty,
}

/// Why a value has no JSON text.
#[derive(Debug)]
pub(super) enum WriteError {
    /// Go's encoder refuses it, with this text.
    Unsupported(String),
    /// It is larger than what we write. Go would run out of memory.
    Limit(Unprintable),
}

impl From<String> for WriteError {
    fn from(text: String) -> Self {
        Self::Unsupported(text)
    }
}

impl Display for WriteError {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsupported(text) => f.write_str(text),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

/// `value` as JSON; the error is the text of Go's.
pub(super) fn write(value: &Value, style: Style) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer {
        out: Vec::with_capacity(64),
        style,
        depth: 0,
        seen: Vec::new(),
    };
    writer.value(value)?;
    Ok(writer.out)
}

/// From this depth on containers are remembered to notice when one contains itself.
const REMEMBER_BELOW: usize = 1_000;

struct Writer {
    out: Vec<u8>,
    style: Style,
    depth: usize,
    seen: Vec<usize>,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), WriteError> {
        match value {
            Value::Nil | Value::Invalid => self.out.extend_from_slice(b"null"),
            Value::Bool(b) => self
                .out
                .extend_from_slice(if *b { b"true" } else { b"false" }),
            Value::Int(..) => {
                fmt::append_display(&mut self.out, value).map_err(WriteError::Limit)?;
            }
            Value::Float(f) if f.is_finite() => fmt::append_json_float(&mut self.out, *f),
            Value::Float(f) => {
                let text = fmt::format_float(*f, b'g', None);
                return Err(format!("json: unsupported value: {text}").into());
            }
            Value::Complex(..) => {
                return Err("json: unsupported type: complex128".to_owned().into());
            }
            Value::Str(text) => self.string(text),
            Value::Bytes(bytes) => {
                self.out.push(b'"');
                self.out
                    .extend_from_slice(STANDARD.encode(bytes).as_bytes());
                self.out.push(b'"');
            }
            Value::List(list) => self.list(list)?,
            Value::Map(map) => self.map(map)?,
            Value::Object(object) => self.object(object.as_ref())?,
        }
        Ok(())
    }

    fn enter(&mut self, identity: usize, type_name: &str) -> Result<(), WriteError> {
        if self.depth > REMEMBER_BELOW {
            if self.seen.contains(&identity) {
                let text = format!("json: unsupported value: encountered a cycle via {type_name}");
                return Err(text.into());
            }
            self.seen.push(identity);
        }
        if self.depth >= MAX_DEPTH {
            return Err(WriteError::Limit(Unprintable::TooDeep));
        }
        if self.out.len() > MAX_TEXT {
            return Err(WriteError::Limit(Unprintable::TooLong));
        }
        self.depth += 1;
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if self.depth > REMEMBER_BELOW {
            self.seen.pop();
        }
    }

    fn list(&mut self, list: &List) -> Result<(), WriteError> {
        if list.is_nil() {
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        self.enter(list.identity(), list.type_name())?;
        self.out.push(b'[');
        let items = list.items();
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            self.value(item)?;
        }
        self.close(b']', items.is_empty());
        Ok(())
    }

    fn map(&mut self, map: &Map) -> Result<(), WriteError> {
        if map.is_nil() {
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        self.enter(map.identity(), map.map_type().name)?;
        self.out.push(b'{');
        let entries = map.entries();
        for (index, (key, item)) in entries.iter().enumerate() {
            self.separate(index);
            self.key(key);
            self.value(item)?;
        }
        self.close(b'}', entries.is_empty());
        Ok(())
    }

    fn object(&mut self, object: &dyn Object) -> Result<(), WriteError> {
        match object.to_json()? {
            Json::Value(value) => self.value(&value),
            Json::Struct(members) => {
                self.enter(std::ptr::from_ref(object).addr(), object.type_name())?;
                self.out.push(b'{');
                for (index, (name, item)) in members.iter().enumerate() {
                    self.separate(index);
                    self.key(name.as_bytes());
                    self.value(item)?;
                }
                self.close(b'}', members.is_empty());
                Ok(())
            }
        }
    }

    /// What stands before the element at `index`.
    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(b',');
        }
        self.new_line();
    }

    fn new_line(&mut self) {
        if self.style == Style::Pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }

    fn close(&mut self, bracket: u8, empty: bool) {
        self.leave();
        if !empty {
            self.new_line();
        }
        self.out.push(bracket);
    }

    fn key(&mut self, key: &[u8]) {
        self.string(key);
        self.out.push(b':');
        if self.style == Style::Pretty {
            self.out.push(b' ');
        }
    }

    fn string(&mut self, text: &[u8]) {
        match self.style {
            Style::Raw => fmt::append_raw_json_text(&mut self.out, text),
            Style::Compact | Style::Pretty => fmt::append_json_text(&mut self.out, text),
        }
    }
}

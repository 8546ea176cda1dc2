use steersman_value::{IntKind, List, Map, Object, Str, Value, fmt};

use super::MAX_DEPTH;
use super::text::{append_quoted, dotted, key_text};
use crate::date::{Time, Zone};
use crate::duration::Duration;

/// Why a value has no TOML text.
#[derive(Debug)]
pub(super) enum EncodeError {
    /// The library returns an error.
    Refused(String),
    /// The library panics.
    Panicked(String),
}

type Encoded = Result<(), EncodeError>;

fn refused<T>(text: impl Into<String>) -> Result<T, EncodeError> {
    Err(EncodeError::Refused(text.into()))
}

/// The TOML text of a value.
pub(super) fn encode(value: &Value) -> Result<Vec<u8>, EncodeError> {
    if value.is_nil() {
        return Err(EncodeError::Panicked(
            "reflect: call of reflect.Value.Type on zero Value".into(),
        ));
    }
    let mut encoder = Encoder {
        out: Vec::new(),
        key: Vec::new(),
    };
    encoder.entry(value)?;
    Ok(encoder.out)
}

struct Encoder {
    out: Vec<u8>,
    /// The key of the value being written, from the top.
    key: Vec<Str>,
}

/// What TOML takes a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Nothing is written for it.
    Nil,
    Plain,
    Table,
    TableArray,
}

/// What an object is written as.
enum Form {
    Text(String),
    Bare(Vec<u8>),
    Plain(Value),
    Struct(Vec<(&'static str, Value)>),
}

fn form(object: &dyn Object) -> Form {
    let any = object.as_any();
    if let Some(time) = any.downcast_ref::<Time>() {
        return Form::Bare(time_text(time));
    }
    if let Some(duration) = any.downcast_ref::<Duration>() {
        return Form::Text(duration.to_string());
    }
    if let Some(plain) = object.underlying() {
        return Form::Plain(plain);
    }
    let marshals_text = object
        .methods()
        .iter()
        .any(|method| method.name == "MarshalText");
    match object.stringer() {
        Some(text) if marshals_text => Form::Text(text.to_text().into_owned()),
        _ => Form::Struct(object.fields().unwrap_or_default()),
    }
}

/// A time, without its zone if it was read without one.
fn time_text(time: &Time) -> Vec<u8> {
    let layout: &[u8] = match time.zone_name() {
        "datetime-local" => b"2006-01-02T15:04:05.999999999",
        "date-local" => b"2006-01-02",
        "time-local" => b"15:04:05.999999999",
        _ => return time.format(b"2006-01-02T15:04:05.999999999Z07:00"),
    };
    time.in_zone(Zone::Utc).format(layout)
}

fn shape(value: &Value, depth: usize) -> Result<Shape, EncodeError> {
    if depth > MAX_DEPTH {
        return too_deep();
    }
    Ok(match value {
        Value::Nil | Value::Invalid => Shape::Nil,
        Value::Map(map) if map.is_nil() => Shape::Nil,
        Value::List(list) if list.is_nil() => Shape::Nil,
        Value::Map(_) => Shape::Table,
        Value::List(list) => list_shape(list, depth)?,
        Value::Complex(..) => return refused("unsupported type: complex128"),
        Value::Object(object) => match form(object.as_ref()) {
            Form::Struct(_) => Shape::Table,
            _ => Shape::Plain,
        },
        _ => Shape::Plain,
    })
}

fn too_deep<T>() -> Result<T, EncodeError> {
    refused(format!(
        "toml: the value is nested deeper than {MAX_DEPTH} levels"
    ))
}

/// A list of tables only is an array of tables; no list may hold nil.
fn list_shape(list: &List, depth: usize) -> Result<Shape, EncodeError> {
    let mut all_tables = !list.is_empty();
    for item in list.items().iter() {
        match shape(item, depth + 1)? {
            Shape::Nil => return refused("toml: cannot encode array with nil element"),
            Shape::Table => {}
            Shape::Plain | Shape::TableArray => all_tables = false,
        }
    }
    Ok(if all_tables {
        Shape::TableArray
    } else {
        Shape::Plain
    })
}

impl Encoder {
    fn newline(&mut self) {
        // The library remembers whether it has written at all.
        if !self.out.is_empty() {
            self.out.push(b'\n');
        }
    }

    fn indent(&mut self) {
        for _ in 1..self.key.len() {
            self.out.extend_from_slice(b"  ");
        }
    }

    /// Writes a value under the current key, or the whole document.
    fn entry(&mut self, value: &Value) -> Encoded {
        if self.key.len() > MAX_DEPTH {
            return too_deep();
        }
        match shape(value, self.key.len())? {
            Shape::Nil => Ok(()),
            Shape::Plain => self.key_value(value),
            Shape::TableArray => self.table_array(value),
            Shape::Table => self.table(value),
        }
    }

    fn key_value(&mut self, value: &Value) -> Encoded {
        let Some(last) = self.key.last().cloned() else {
            return self.element(value, 0);
        };
        self.indent();
        self.out.extend_from_slice(&key_text(&last));
        self.out.extend_from_slice(b" = ");
        self.element(value, self.key.len())?;
        self.newline();
        Ok(())
    }

    fn table_array(&mut self, value: &Value) -> Encoded {
        let Value::List(list) = value else {
            return Ok(());
        };
        if self.key.is_empty() {
            return refused("toml: top-level values must be Go maps or structs");
        }
        let items = list.items().to_vec();
        for item in &items {
            self.newline();
            self.indent();
            self.out.extend_from_slice(b"[[");
            self.out.extend(dotted(&self.key));
            self.out.extend_from_slice(b"]]");
            self.newline();
            self.members(item)?;
        }
        Ok(())
    }

    fn table(&mut self, value: &Value) -> Encoded {
        if self.key.len() == 1 {
            self.newline();
        }
        if !self.key.is_empty() {
            self.indent();
            self.out.push(b'[');
            self.out.extend(dotted(&self.key));
            self.out.push(b']');
            self.newline();
        }
        self.members(value)
    }

    /// Writes the members of a table: plain ones first, then those that are tables.
    fn members(&mut self, value: &Value) -> Encoded {
        for (key, member) in ordered_members(value, self.key.len())? {
            self.key.push(key);
            self.entry(&member)?;
            self.key.pop();
        }
        Ok(())
    }

    /// Writes a value on the right side of an equals sign.
    fn element(&mut self, value: &Value, depth: usize) -> Encoded {
        if depth > MAX_DEPTH {
            return too_deep();
        }
        match value {
            Value::Str(text) => append_quoted(&mut self.out, text),
            Value::Bool(b) => self
                .out
                .extend_from_slice(if *b { b"true" } else { b"false" }),
            Value::Int(kind, n) => self.integer(*kind, *n),
            Value::Float(f) => self.float(*f),
            Value::Bytes(bytes) => {
                let items: Vec<String> = bytes.iter().map(u8::to_string).collect();
                self.out
                    .extend_from_slice(format!("[{}]", items.join(", ")).as_bytes());
            }
            Value::List(list) => self.array(list, depth)?,
            Value::Map(_) => self.inline_table(value, depth)?,
            Value::Object(object) => match form(object.as_ref()) {
                Form::Text(text) => append_quoted(&mut self.out, text.as_bytes()),
                Form::Bare(text) => self.out.extend(text),
                Form::Plain(plain) => self.element(&plain, depth + 1)?,
                Form::Struct(_) => self.inline_table(value, depth)?,
            },
            Value::Complex(..) => return refused("unexpected type: complex128"),
            Value::Nil | Value::Invalid => {}
        }
        Ok(())
    }

    fn integer(&mut self, kind: IntKind, n: i64) {
        let text = if kind.is_unsigned() {
            n.cast_unsigned().to_string()
        } else {
            n.to_string()
        };
        self.out.extend_from_slice(text.as_bytes());
    }

    fn float(&mut self, f: f64) {
        let sign = if f.is_sign_negative() { "-" } else { "" };
        let text = if f.is_nan() {
            format!("{sign}nan")
        } else if f.is_infinite() {
            format!("{sign}inf")
        } else {
            let text = fmt::format_float(f, b'g', None);
            if text.contains(['.', 'e']) {
                text
            } else {
                format!("{text}.0")
            }
        };
        self.out.extend_from_slice(text.as_bytes());
    }

    fn array(&mut self, list: &List, depth: usize) -> Encoded {
        self.out.push(b'[');
        let items = list.items().to_vec();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.extend_from_slice(b", ");
            }
            self.element(item, depth + 1)?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn inline_table(&mut self, value: &Value, depth: usize) -> Encoded {
        self.out.push(b'{');
        let members = ordered_members(value, depth)?;
        let count = members.len();
        for (index, (key, member)) in members.iter().enumerate() {
            if shape(member, depth + 1)? == Shape::Nil {
                continue;
            }
            self.out.extend_from_slice(&key_text(key));
            self.out.extend_from_slice(b" = ");
            self.element(member, depth + 1)?;
            // The library counts the members it leaves out too.
            if index + 1 < count {
                self.out.extend_from_slice(b", ");
            }
        }
        self.out.push(b'}');
        Ok(())
    }
}

/// The members of a map by key, or those of a struct as declared; those that are tables come last.
fn ordered_members(value: &Value, depth: usize) -> Result<Vec<(Str, Value)>, EncodeError> {
    let members: Vec<(Str, Value)> = match value {
        Value::Map(map) => map_members(map),
        Value::Object(object) => match form(object.as_ref()) {
            Form::Struct(fields) => fields
                .into_iter()
                .map(|(name, value)| (Str::from(name), value))
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let (mut plain, mut tables) = (Vec::new(), Vec::new());
    for member in members {
        match shape(&member.1, depth + 1)? {
            Shape::Table | Shape::TableArray => tables.push(member),
            Shape::Plain | Shape::Nil => plain.push(member),
        }
    }
    plain.append(&mut tables);
    Ok(plain)
}

fn map_members(map: &Map) -> Vec<(Str, Value)> {
    map.entries()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

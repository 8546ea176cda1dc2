use steersman_value::{Json, Object, Str, Value};

use super::detour::encode_by_json;
use super::error::{EncodeError, Stop};
use super::order::sort_entries;
use super::tree::check_depth;
use super::writer::{Dialect, Place, Writer};
use crate::{base64, json};

/// The YAML text of a template value as Helm's `toYaml` returns it: without the final line break.
///
/// # Errors
/// When the value has no JSON form (infinite numbers, complex numbers, values that contain themselves) and when
/// a string holds characters that YAML does not allow. `toYaml` then returns the empty string.
pub fn encode(value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new(Dialect::Compact);
    let mut text = match writer.value(value, Place::Root, 0) {
        Ok(()) => writer.finish(),
        Err(Stop::Error(error)) => return Err(*error),
        Err(Stop::Detour) => encode_by_json(&json::value_tree(value)?)?,
    };
    cut_break(&mut text);
    Ok(text)
}

/// The YAML text of a template value as Helm's `toYamlPretty` returns it: sequences in mappings are indented,
/// long lines are not folded, floats stay floats; without the final line break.
///
/// # Errors
/// When the value holds a complex number or contains itself.
pub fn encode_pretty(value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new(Dialect::Pretty);
    match writer.value(value, Place::Root, 0) {
        Ok(()) => {
            let mut text = writer.finish();
            cut_break(&mut text);
            Ok(text)
        }
        Err(Stop::Error(error)) => Err(*error),
        Err(Stop::Detour) => Ok(Vec::new()),
    }
}

fn cut_break(text: &mut Vec<u8>) {
    if text.last() == Some(&b'\n') {
        text.pop();
    }
}

impl Writer {
    fn value(&mut self, value: &Value, place: Place, depth: usize) -> Result<(), Stop> {
        let pretty = self.dialect == Dialect::Pretty;
        match value {
            Value::Invalid | Value::Nil => self.write_word(b"null"),
            Value::Bool(value) => self.write_bool(*value),
            Value::Int(kind, value) if kind.is_unsigned() => {
                self.write_word(value.cast_unsigned().to_string().as_bytes());
            }
            Value::Int(_, value) => self.write_word(value.to_string().as_bytes()),
            Value::Float(value) => self.write_float(*value)?,
            Value::Str(text) => self.write_string(text, place)?,
            Value::Bytes(bytes) if pretty => self.sequence(bytes, place, |writer, byte| {
                writer.write_word(byte.to_string().as_bytes());
                Ok::<(), Stop>(())
            })?,
            Value::Bytes(bytes) => self.write_string(&base64::encode(bytes), place)?,
            Value::List(list) if list.is_nil() && !pretty => self.write_word(b"null"),
            Value::List(list) => {
                check_depth(depth, list.type_name())?;
                self.sequence(&list.items(), place, |writer, item| {
                    writer.value(item, Place::Item, depth + 1)
                })?;
            }
            Value::Map(map) if map.is_nil() && !pretty => self.write_word(b"null"),
            Value::Map(map) => {
                check_depth(depth, map.map_type().name)?;
                let guard = map.entries();
                let mut entries: Vec<(&[u8], &Value)> = guard
                    .iter()
                    .map(|(key, value): (&Str, _)| (key.as_bytes(), value))
                    .collect();
                sort_entries(&mut entries, self.dialect);
                self.mapping(&entries, |writer, value| {
                    writer.value(value, Place::Value, depth + 1)
                })?;
            }
            Value::Complex(..) if pretty => {
                return Err(EncodeError::UnknownType {
                    type_name: value.type_name(),
                }
                .into());
            }
            Value::Complex(..) => {
                return Err(EncodeError::UnsupportedType {
                    type_name: value.type_name(),
                }
                .into());
            }
            Value::Object(object) => match (pretty, object.type_name()) {
                // Times are plain in version 3, all other objects are what they are in JSON.
                (true, "time.Time" | "*time.Time") => match to_json(object.as_ref())? {
                    Json::Value(Value::Str(text)) => self.write_word(&text),
                    _ => self.write_word(b"null"),
                },
                (true, "time.Duration") => {
                    self.write_string(&object.stringer().unwrap_or_default(), place)?;
                }
                _ => match to_json(object.as_ref())? {
                    Json::Value(value) => {
                        check_depth(depth, object.type_name())?;
                        self.value(&value, place, depth + 1)?;
                    }
                    Json::Struct(members) => self.members(&members, depth)?,
                },
            },
        }
        Ok(())
    }

    fn members(&mut self, members: &[(&'static str, Value)], depth: usize) -> Result<(), Stop> {
        check_depth(depth, "struct")?;
        let mut entries: Vec<(&[u8], &Value)> = members
            .iter()
            .map(|(name, value)| (name.as_bytes(), value))
            .collect();
        entries.sort_by_key(|(name, _)| *name);
        sort_entries(&mut entries, self.dialect);
        self.mapping(&entries, |writer, value| {
            writer.value(value, Place::Value, depth + 1)
        })
    }
}

fn to_json(object: &dyn Object) -> Result<Json, EncodeError> {
    object
        .to_json()
        .map_err(|message| EncodeError::Object { message })
}

use std::fmt;

use super::flags::Flags;
use crate::{CallError, IntKind, Kind, List, Map, Object, Value};

/// How deep nested maps and lists may be when they are printed, compared or converted.
pub const MAX_DEPTH: usize = 2_000;

/// How long the text of one printed value may become: shared maps can describe exponentially more text than they hold.
pub const MAX_TEXT: usize = 64 << 20;

/// Why a value cannot be printed. Go overflows its stack instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unprintable {
    /// A map or list contains itself.
    Cycle,
    /// Maps and lists are nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The text would be longer than [`MAX_TEXT`].
    TooLong,
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cycle => f.write_str("the value contains itself"),
            Self::TooDeep => write!(f, "the value is nested deeper than {MAX_DEPTH} levels"),
            Self::TooLong => write!(f, "the text of the value is longer than {MAX_TEXT} bytes"),
        }
    }
}

impl std::error::Error for Unprintable {}

impl From<Unprintable> for CallError {
    fn from(error: Unprintable) -> Self {
        Self::Error(error.to_string())
    }
}

/// The maps and lists that are being visited, to notice when one contains itself.
///
/// The outermost few levels are not remembered: a cycle comes back to a remembered level soon enough, and ordinary
/// values are never that deep.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    depth: usize,
    seen: Vec<usize>,
}

impl Trail {
    const FREE_LEVELS: usize = 32;

    /// Goes one level down into the container `identity`.
    pub(crate) fn enter(&mut self, identity: usize) -> Result<(), Unprintable> {
        if self.depth >= MAX_DEPTH {
            return Err(Unprintable::TooDeep);
        }
        if self.depth >= Self::FREE_LEVELS {
            // Cycles come back to a level that was remembered within as many steps as they are long;
            // looking at a window keeps deep but finite values linear.
            let window = self.seen.len().saturating_sub(64);
            if self.seen[window..].contains(&identity) {
                return Err(Unprintable::Cycle);
            }
            self.seen.push(identity);
        }
        self.depth += 1;
        Ok(())
    }

    /// Comes back up.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
        if self.depth >= Self::FREE_LEVELS {
            self.seen.pop();
        }
    }
}

/// Writes values by verb, as Go's `fmt` does.
#[derive(Debug)]
pub(super) struct Printer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) flags: Flags,
    /// Inside `%!verb(…)`: methods are not called.
    erroring: bool,
    trail: Trail,
    limit: usize,
}

impl<'a> Printer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        let limit = out.len() + MAX_TEXT;
        Self {
            out,
            flags: Flags::default(),
            erroring: false,
            trail: Trail::default(),
            limit,
        }
    }

    /// Prints an argument.
    pub(super) fn argument(&mut self, value: &Value, verb: char) -> Result<(), Unprintable> {
        match (value, verb) {
            (Value::Nil | Value::Invalid, 'T' | 'v') => self.flags.pad(self.out, b"<nil>"),
            (Value::Nil | Value::Invalid, _) => return self.bad_verb(None, verb),
            (_, 'T') => self.string(value.type_name().as_bytes(), 's', value)?,
            (_, 'p') => return self.pointer(value, 'p'),
            // `%w` is for errors only, which Go notices where it looks for methods.
            (Value::List(_) | Value::Map(_) | Value::Object(_), 'w') => {
                return self.bad_verb(Some(value), verb);
            }
            (Value::Bytes(bytes), _) => return self.bytes(bytes, verb, "[]byte", value),
            _ => return self.value(value, verb, 0),
        }
        Ok(())
    }

    /// Prints a value inside another when `depth` is above 0.
    fn value(&mut self, value: &Value, verb: char, depth: usize) -> Result<(), Unprintable> {
        match value {
            Value::Nil | Value::Invalid => {
                let text: &[u8] = if self.flags.sharp_v {
                    b"interface {}(nil)"
                } else {
                    b"<nil>"
                };
                self.out.extend_from_slice(text);
                Ok(())
            }
            Value::Bool(b) => self.boolean(*b, verb, value),
            Value::Int(kind, n) => {
                self.integer(n.cast_unsigned(), !kind.is_unsigned(), verb, value)
            }
            Value::Float(f) => self.float(*f, verb, value),
            Value::Complex(re, im) => self.complex(*re, *im, verb, value),
            Value::Str(text) => self.string(text, verb, value),
            Value::Bytes(bytes) if matches!(verb, 's' | 'q' | 'x' | 'X') => {
                self.bytes(bytes, verb, "[]uint8", value)
            }
            Value::Bytes(bytes) => self.byte_list(bytes, verb),
            Value::List(list) => self.list(list, verb, depth),
            Value::Map(map) => self.map(map, verb, depth),
            Value::Object(object) => self.object(value, object.as_ref(), verb, depth),
        }
    }

    /// Bytes as a list of numbers.
    pub(super) fn byte_list(&mut self, bytes: &[u8], verb: char) -> Result<(), Unprintable> {
        let sharp = self.flags.sharp_v;
        self.out
            .extend_from_slice(if sharp { b"[]uint8{" } else { b"[" });
        for (index, byte) in bytes.iter().enumerate() {
            self.separate(index);
            self.value(&Value::Int(IntKind::Uint8, i64::from(*byte)), verb, 1)?;
        }
        self.out.push(if sharp { b'}' } else { b']' });
        Ok(())
    }

    pub(super) fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out
                .extend_from_slice(if self.flags.sharp_v { b", " } else { b" " });
        }
    }

    fn list(&mut self, list: &List, verb: char, depth: usize) -> Result<(), Unprintable> {
        self.trail.enter(list.identity())?;
        if self.flags.sharp_v {
            self.out.extend_from_slice(list.type_name().as_bytes());
            if list.is_nil() {
                self.out.extend_from_slice(b"(nil)");
                self.trail.leave();
                return Ok(());
            }
        }
        self.out.push(if self.flags.sharp_v { b'{' } else { b'[' });
        for (index, item) in list.items().iter().enumerate() {
            self.separate(index);
            self.value(item, verb, depth + 1)?;
            self.check_length()?;
        }
        self.out.push(if self.flags.sharp_v { b'}' } else { b']' });
        self.trail.leave();
        Ok(())
    }

    fn map(&mut self, map: &Map, verb: char, depth: usize) -> Result<(), Unprintable> {
        self.trail.enter(map.identity())?;
        if self.flags.sharp_v {
            self.out.extend_from_slice(map.map_type().name.as_bytes());
            if map.is_nil() {
                self.out.extend_from_slice(b"(nil)");
                self.trail.leave();
                return Ok(());
            }
            self.out.push(b'{');
        } else {
            self.out.extend_from_slice(b"map[");
        }
        for (index, (key, item)) in map.entries().iter().enumerate() {
            self.separate(index);
            if verb == 'v' && !self.flags.sharp_v {
                self.flags.pad(self.out, self.flags.truncate(key));
            } else {
                self.value(&Value::Str(key.clone()), verb, depth + 1)?;
            }
            self.out.push(b':');
            self.value(item, verb, depth + 1)?;
            self.check_length()?;
        }
        self.out.push(if self.flags.sharp_v { b'}' } else { b']' });
        self.trail.leave();
        Ok(())
    }

    pub(super) fn check_length(&self) -> Result<(), Unprintable> {
        if self.out.len() > self.limit {
            Err(Unprintable::TooLong)
        } else {
            Ok(())
        }
    }

    fn object(
        &mut self,
        value: &Value,
        object: &dyn Object,
        verb: char,
        depth: usize,
    ) -> Result<(), Unprintable> {
        let stringable =
            !self.erroring && !self.flags.sharp_v && matches!(verb, 'v' | 's' | 'x' | 'X' | 'q');
        if let Some(text) = stringable.then(|| object.stringer()).flatten() {
            return self.string(&text, verb, value);
        }
        if let Some(underlying) = object.underlying() {
            return self.underlying(value, &underlying, verb, depth);
        }
        if object.kind() == Kind::Ptr && depth > 0 {
            return self.pointer(value, verb);
        }
        match object.fields() {
            Some(fields) if verb != 'v' => self.fields(object, &fields, verb, depth),
            _ => {
                self.out
                    .extend_from_slice(&object.format(self.flags.plus_v, self.flags.sharp_v));
                Ok(())
            }
        }
    }

    /// A named basic type prints as what it is made of, but a wrong verb names the type.
    fn underlying(
        &mut self,
        value: &Value,
        plain: &Value,
        verb: char,
        depth: usize,
    ) -> Result<(), Unprintable> {
        match plain {
            Value::Int(kind, n) => {
                self.integer(n.cast_unsigned(), !kind.is_unsigned(), verb, value)
            }
            Value::Float(f) => self.float(*f, verb, value),
            Value::Bool(b) => self.boolean(*b, verb, value),
            Value::Str(text) => self.string(text, verb, value),
            _ => self.value(plain, verb, depth),
        }
    }

    fn fields(
        &mut self,
        object: &dyn Object,
        fields: &[(&'static str, Value)],
        verb: char,
        depth: usize,
    ) -> Result<(), Unprintable> {
        self.trail.enter(std::ptr::from_ref(object).addr())?;
        if object.kind() == Kind::Ptr {
            self.out.push(b'&');
        }
        self.out.push(b'{');
        for (index, (_, field)) in fields.iter().enumerate() {
            self.separate(index);
            self.value(field, verb, depth + 1)?;
        }
        self.out.push(b'}');
        self.trail.leave();
        Ok(())
    }

    /// `%!verb(type=value)`; without a value `%!verb(<nil>)`.
    pub(super) fn bad_verb(
        &mut self,
        value: Option<&Value>,
        verb: char,
    ) -> Result<(), Unprintable> {
        let outer = std::mem::replace(&mut self.erroring, true);
        self.write_bad(verb);
        self.out.push(b'(');
        match value {
            None => self.out.extend_from_slice(b"<nil>"),
            Some(value) => {
                self.out.extend_from_slice(value.type_name().as_bytes());
                self.out.push(b'=');
                self.argument(value, 'v')?;
            }
        }
        self.out.push(b')');
        self.erroring = outer;
        Ok(())
    }

    /// `%!verb`
    pub(super) fn write_bad(&mut self, verb: char) {
        self.out.extend_from_slice(b"%!");
        self.out
            .extend_from_slice(verb.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

use std::any::Any;
use std::fmt;

use crate::{Kind, Method, Str, Value};

/// Why a field of a struct cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    /// The struct has no field of that name.
    Missing,
    /// The field exists but is not exported.
    Unexported,
    /// It is a method with results that templates cannot use; the text is Go's.
    Uncallable(&'static str),
}

/// What `encoding/json` writes for an object.
#[derive(Clone, Debug)]
pub enum Json {
    /// What it writes for this plain value.
    Value(Value),
    /// A JSON object of these members in this order: a struct's fields in the order of their declaration.
    Struct(Vec<(&'static str, Value)>),
}

/// A Go value that is more than data: a struct, a pointer to one, or a named type with methods
/// (`time.Time`, `time.Duration`, `*semver.Version`, Helm's capabilities).
pub trait Object: fmt::Debug {
    /// The Go name of the type, such as `time.Time` or `*semver.Version`.
    fn type_name(&self) -> &'static str;

    /// The kind templates see: [`Kind::Struct`], [`Kind::Ptr`], or the underlying kind of a named type.
    fn kind(&self) -> Kind;

    /// The methods that templates can call.
    fn methods(&self) -> &'static [Method] {
        &[]
    }

    /// The exported struct field `name`.
    fn field(&self, _name: &str) -> Result<Value, FieldError> {
        Err(FieldError::Missing)
    }

    /// What `String()` or `Error()` returns, when the Go type has such a method in its value's method set.
    fn stringer(&self) -> Option<Str> {
        None
    }

    /// What an action (`{{ x }}`) prints when that differs from [`Object::stringer`]: an addressable field
    /// whose pointer type has `String()`.
    fn addressable_stringer(&self) -> Option<Str> {
        self.stringer()
    }

    /// How `fmt` prints the value with `%v` when it has no `String()`, or with `%+v`/`%#v` when `plus`/`sharp`.
    #[expect(
        clippy::fn_params_excessive_bools,
        reason = "these are the two flags that `%v` knows"
    )]
    fn format(&self, plus: bool, sharp: bool) -> Str;

    /// The fields in order, unexported ones too, for printing a struct with a verb other than `%v`.
    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }

    /// The value as `encoding/json` writes it; `Err` is the error's text.
    fn to_json(&self) -> Result<Json, String>;

    /// The underlying plain value of a named basic type (`time.Duration` → its `int64`).
    fn underlying(&self) -> Option<Value> {
        None
    }

    /// Whether two objects are deeply equal (`reflect.DeepEqual`).
    fn deep_equal(&self, other: &dyn Object) -> bool;

    /// Access to the Rust type.
    fn as_any(&self) -> &dyn Any;
}

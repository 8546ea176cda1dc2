use std::rc::Rc;

use crate::{GoType, IntKind, Kind, List, Map, Object, Str, Tree};

/// A Go value at template run time. Cloning shares maps, lists and objects.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// No value: the zero `reflect.Value`, what a pipeline that ends in nil becomes.
    #[default]
    Invalid,
    /// An `interface {}` that holds nothing, as a missing map key yields.
    Nil,
    /// `bool`
    Bool(bool),
    /// A signed or unsigned integer; unsigned ones are held as the same 64 bits.
    Int(IntKind, i64),
    /// `float64`
    Float(f64),
    /// `complex128`: real and imaginary part.
    Complex(f64, f64),
    /// `string`
    Str(Str),
    /// `[]uint8`
    Bytes(Str),
    /// Any other slice.
    List(List),
    /// A map with string keys.
    Map(Map),
    /// A struct, pointer or named type with methods.
    Object(Rc<dyn Object>),
}

impl Value {
    /// A Go `int`.
    pub fn int(n: i64) -> Self {
        Self::Int(IntKind::Int, n)
    }

    /// A Go `int64`.
    pub fn int64(n: i64) -> Self {
        Self::Int(IntKind::Int64, n)
    }

    /// A Go `string`.
    pub fn str(text: impl Into<Str>) -> Self {
        Self::Str(text.into())
    }

    /// A `[]interface {}`.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(List::any(items))
    }

    /// An object.
    pub fn object(object: impl Object + 'static) -> Self {
        Self::Object(Rc::new(object))
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Invalid => Kind::Invalid,
            Self::Nil => Kind::Interface,
            Self::Bool(_) => Kind::Bool,
            Self::Int(kind, _) => Kind::Int(*kind),
            Self::Float(_) => Kind::Float64,
            Self::Complex(..) => Kind::Complex128,
            Self::Str(_) => Kind::String,
            Self::Bytes(_) | Self::List(_) => Kind::Slice,
            Self::Map(_) => Kind::Map,
            Self::Object(object) => object.kind(),
        }
    }

    /// Go's name of the dynamic type, `<nil>` where there is none (as `%T` prints it).
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Invalid | Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(kind, _) => kind.name(),
            Self::Float(_) => "float64",
            Self::Complex(..) => "complex128",
            Self::Str(_) => "string",
            Self::Bytes(_) => GoType::Bytes.name(),
            Self::List(list) => list.type_name(),
            Self::Map(map) => map.map_type().name,
            Self::Object(object) => object.type_name(),
        }
    }

    /// Whether the value is no value or a nil interface.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Invalid | Self::Nil)
    }

    /// Truth as `if` and `and` see it: the zero value of a basic type and empty collections are false,
    /// structs are true.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Invalid | Self::Nil => false,
            Self::Bool(b) => *b,
            Self::Int(_, n) => *n != 0,
            Self::Float(f) => *f != 0.0,
            Self::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Self::Str(text) | Self::Bytes(text) => !text.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Map(map) => !map.is_empty(),
            Self::Object(object) => object.underlying().is_none_or(|value| value.is_true()),
        }
    }

    /// The string, when this is one.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The map, when this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The object as a `T`, when it is one.
    pub fn downcast<T: 'static>(&self) -> Option<&T> {
        match self {
            Self::Object(object) => object.as_any().downcast_ref(),
            _ => None,
        }
    }
}

impl From<&Tree> for Value {
    fn from(tree: &Tree) -> Self {
        match tree {
            Tree::Null => Self::Nil,
            Tree::Bool(b) => Self::Bool(*b),
            Tree::Int(n) => Self::int64(*n),
            Tree::Uint(n) => Self::Int(IntKind::Uint64, n.cast_signed()),
            Tree::Float(f) => Self::Float(*f),
            Tree::Str(text) => Self::Str(text.clone()),
            Tree::List(items) => {
                // `encoding/json` appends them one by one.
                let capacity = crate::capacity::appended(items.len());
                Self::List(List::with_capacity(
                    GoType::Any,
                    items.iter().map(Self::from).collect(),
                    capacity,
                ))
            }
            Tree::Map(table) => Self::Map(table.into()),
        }
    }
}

impl From<Tree> for Value {
    fn from(tree: Tree) -> Self {
        Self::from(&tree)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<f64> for Value {
    fn from(f: f64) -> Self {
        Self::Float(f)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::str(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::str(text)
    }
}

impl From<Str> for Value {
    fn from(text: Str) -> Self {
        Self::Str(text)
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Self::List(list)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

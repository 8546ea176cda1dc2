use steersman_value::{GoType, Value};

/// A value and what is known of where it came from, which Go's reflection keeps and error texts show.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It stands for itself; its static type is its dynamic type.
    Concrete,
    /// It was read from a container of `interface {}`, which is its static type.
    Interface,
    /// It is part of something with an address, so methods of its pointer type apply to it.
    Addressable,
}

impl Slot {
    /// No value.
    pub(super) const INVALID: Self = Self {
        value: Value::Invalid,
        origin: Origin::Concrete,
    };

    pub(super) fn concrete(value: Value) -> Self {
        Self {
            value,
            origin: Origin::Concrete,
        }
    }

    /// An element of a container with elements of the given type.
    pub(super) fn element(value: Value, element: GoType) -> Self {
        let origin = if element == GoType::Any {
            Origin::Interface
        } else {
            Origin::Concrete
        };
        Self { value, origin }
    }

    /// Forgets that the value was held by an interface, as the end of a pipeline does.
    pub(super) fn unwrap_interface(&mut self) {
        match self.value {
            Value::Nil => *self = Self::INVALID,
            _ if self.origin == Origin::Interface => self.origin = Origin::Concrete,
            _ => {}
        }
    }

    /// The name of the static type.
    pub(super) fn type_name(&self) -> &'static str {
        match (&self.value, self.origin) {
            (Value::Nil, _) | (_, Origin::Interface) => GoType::Any.name(),
            (value, _) => value.type_name(),
        }
    }
}

/// The zero value of a type; nothing when the type is one that no template can make.
pub(super) fn zero(go_type: GoType) -> Value {
    use steersman_value::{List, Map, MapType, Str};
    match go_type {
        GoType::Any | GoType::Named(_) => Value::Nil,
        GoType::Reflect => Value::Invalid,
        GoType::Bool => Value::Bool(false),
        GoType::Int(kind) => Value::Int(kind, 0),
        GoType::Float64 => Value::Float(0.0),
        GoType::String => Value::Str(Str::default()),
        GoType::Bytes => Value::Bytes(Str::default()),
        GoType::AnyList => Value::List(List::nil(GoType::Any)),
        GoType::StringList => Value::List(List::nil(GoType::String)),
        GoType::IntList => Value::List(List::nil(GoType::Int(steersman_value::IntKind::Int))),
        GoType::AnyListList => Value::List(List::nil(GoType::AnyList)),
        GoType::AnyMapList => Value::List(List::nil(GoType::AnyMap)),
        GoType::AnyMap => Value::Map(Map::nil(MapType::ANY)),
        GoType::StringMap => Value::Map(Map::nil(MapType::STRINGS)),
    }
}

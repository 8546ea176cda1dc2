/// The integer types of Go that templates can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntKind {
    /// `int`, 64 bits wide here as on amd64.
    Int,
    /// `int8`
    Int8,
    /// `int16`
    Int16,
    /// `int32`, also `rune`.
    Int32,
    /// `int64`
    Int64,
    /// `uint`
    Uint,
    /// `uint8`, also `byte`.
    Uint8,
    /// `uint16`
    Uint16,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
}

impl IntKind {
    /// Go's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint => "uint",
            Self::Uint8 => "uint8",
            Self::Uint16 => "uint16",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
        }
    }

    /// Whether the type has no negative numbers.
    pub fn is_unsigned(self) -> bool {
        matches!(
            self,
            Self::Uint | Self::Uint8 | Self::Uint16 | Self::Uint32 | Self::Uint64
        )
    }
}

/// Go's `reflect.Kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No value at all (the zero `reflect.Value`).
    Invalid,
    /// `bool`
    Bool,
    /// One of the integer kinds.
    Int(IntKind),
    /// `float64`
    Float64,
    /// `complex128`
    Complex128,
    /// `string`
    String,
    /// A slice of any element type.
    Slice,
    /// A map of any type.
    Map,
    /// A struct.
    Struct,
    /// A pointer.
    Ptr,
    /// An interface that holds nothing.
    Interface,
    /// A function.
    Func,
}

impl Kind {
    /// Go's name of the kind, as sprig's `kindOf` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Bool => "bool",
            Self::Int(kind) => kind.name(),
            Self::Float64 => "float64",
            Self::Complex128 => "complex128",
            Self::String => "string",
            Self::Slice => "slice",
            Self::Map => "map",
            Self::Struct => "struct",
            Self::Ptr => "ptr",
            Self::Interface => "interface",
            Self::Func => "func",
        }
    }
}

/// The declared type of a parameter, of a list's elements or of a map's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoType {
    /// `interface {}`
    Any,
    /// `bool`
    Bool,
    /// An integer type.
    Int(IntKind),
    /// `float64`
    Float64,
    /// `string`
    String,
    /// `[]uint8`
    Bytes,
    /// `[]interface {}`
    AnyList,
    /// `[]string`
    StringList,
    /// `[]int`
    IntList,
    /// `[][]interface {}`
    AnyListList,
    /// `[]map[string]interface {}`
    AnyMapList,
    /// `map[string]interface {}`; a named map type with the same underlying type may be passed for it.
    AnyMap,
    /// `map[string]string`
    StringMap,
    /// `reflect.Value`: any value, checked by the function itself (only Go's own builtins).
    Reflect,
    /// A named type, by its Go name, such as `time.Time`; a value fits when its type name is equal.
    Named(&'static str),
}

impl GoType {
    /// Go's spelling of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Bool => "bool",
            Self::Int(kind) => kind.name(),
            Self::Float64 => "float64",
            Self::String => "string",
            Self::Bytes => "[]uint8",
            Self::AnyList => "[]interface {}",
            Self::StringList => "[]string",
            Self::IntList => "[]int",
            Self::AnyListList => "[][]interface {}",
            Self::AnyMapList => "[]map[string]interface {}",
            Self::AnyMap => "map[string]interface {}",
            Self::StringMap => "map[string]string",
            Self::Reflect => "reflect.Value",
            Self::Named(name) => name,
        }
    }
}

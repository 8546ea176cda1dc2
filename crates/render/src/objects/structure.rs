//! What Go structs have in common: finding, printing and comparing fields.

use steersman_value::{FieldError, Str, Value, deep_equal, fmt};

/// The field `name`.
pub(super) fn field(fields: &[(&'static str, Value)], name: &str) -> Result<Value, FieldError> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.clone())
        .ok_or(FieldError::Missing)
}

/// How a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `%v`
    Plain,
    /// `%+v`
    Plus,
    /// `%#v`
    Sharp,
}

impl From<(bool, bool)> for Style {
    /// From whether the flags `+` and `#` are given.
    fn from((plus, sharp): (bool, bool)) -> Self {
        match (plus, sharp) {
            (_, true) => Self::Sharp,
            (true, false) => Self::Plus,
            (false, false) => Self::Plain,
        }
    }
}

/// A struct as `fmt` prints it: `{a b}`, with a plus `{A:a B:b}`, with a sharp `pkg.T{A:"a", B:"b"}`.
pub(super) fn format(type_name: &str, fields: &[(&'static str, Value)], style: Style) -> Str {
    let mut out = Vec::new();
    if style == Style::Sharp {
        out.extend_from_slice(type_name.as_bytes());
    }
    out.push(b'{');
    for (n, (name, value)) in fields.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(if style == Style::Sharp { b", " } else { b" " });
        }
        if style != Style::Plain {
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
        }
        out.extend(format_value(value, style));
    }
    out.push(b'}');
    out.into()
}

/// A value inside of another as `fmt` prints it.
fn format_value(value: &Value, style: Style) -> Vec<u8> {
    let verb: &[u8] = match style {
        Style::Sharp => b"%#v",
        Style::Plus => b"%+v",
        Style::Plain => b"%v",
    };
    // The values here are built by this crate and never contain themselves.
    fmt::sprintf(verb, std::slice::from_ref(value)).unwrap_or_default()
}

/// Whether two structs of the same type are deeply equal.
pub(super) fn equal(a: &[(&'static str, Value)], b: &[(&'static str, Value)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((_, a), (_, b))| deep_equal(a, b))
}

use crate::Error;

/// Why a value cannot be written. `Display` prints what `Marshal` of `sigs.k8s.io/yaml` says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A number has no JSON form.
    #[error("error marshaling into JSON: json: unsupported value: {value}")]
    UnsupportedNumber {
        /// The number as Go prints it.
        value: &'static str,
    },
    /// The value contains itself, or is nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error(
        "error marshaling into JSON: json: unsupported value: encountered a cycle via {type_name}"
    )]
    Cycle {
        /// Go's name of the type at which the writer gave up.
        type_name: &'static str,
    },
    /// The Go type has no JSON form.
    #[error("error marshaling into JSON: json: unsupported type: {type_name}")]
    UnsupportedType {
        /// Go's name of the type.
        type_name: &'static str,
    },
    /// The Go type is unknown to version 3, where this is a panic and not an error: a template that calls
    /// `toYamlPretty` with such a value fails.
    #[error("cannot marshal type: {type_name}")]
    UnknownType {
        /// Go's name of the type.
        type_name: &'static str,
    },
    /// An object could not say what it is in JSON.
    #[error("error marshaling into JSON: {message}")]
    Object {
        /// The object's message.
        message: String,
    },
    /// The JSON text of the value is not YAML (it holds characters that YAML does not allow).
    #[error(transparent)]
    NotYaml(#[from] Error),
}

/// Why direct writing stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// The value holds a string that the way through JSON text changes or refuses.
    Detour,
    Error(Box<EncodeError>),
}

impl From<EncodeError> for Stop {
    fn from(error: EncodeError) -> Self {
        Self::Error(Box::new(error))
    }
}

pub(super) fn unsupported_number(value: f64) -> EncodeError {
    EncodeError::UnsupportedNumber {
        value: if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "+Inf"
        } else {
            "-Inf"
        },
    }
}

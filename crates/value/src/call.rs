use std::error::Error;
use std::fmt;

use crate::{GoType, Value};

/// How a call from a template into native code failed.
#[derive(Debug)]
pub enum CallError {
    /// The Go function returned an error with this text.
    Error(String),
    /// The Go function panicked with this text. The template language reports both alike.
    Panic(String),
    /// The Go function cannot be called from a template at all, because of what it returns: the text says why.
    /// The template language reports this without naming a call.
    Signature(String),
    /// The author of the template refused to go on (`fail`, `required`); the text is theirs.
    Raised(String),
    /// A template run by the function failed (`include`, `tpl`): the message of the call and its cause.
    /// The message is what Go prints before the cause, empty when it adds nothing.
    Nested(String, Box<dyn Error>),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(text) | Self::Panic(text) | Self::Signature(text) | Self::Raised(text) => {
                f.write_str(text)
            }
            Self::Nested(text, source) => write!(f, "{text}{source}"),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Nested(_, source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

/// The parameters of a native function or method, as its Go declaration has them.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The fixed parameters.
    pub params: &'static [GoType],
    /// The type of each further argument, when the function takes any number of them.
    pub variadic: Option<GoType>,
}

/// A method of an [`Object`](crate::Object) or of a named map type.
#[derive(Clone, Copy)]
pub struct Method {
    /// The exported Go name.
    pub name: &'static str,
    /// The parameters, without the receiver.
    pub signature: Signature,
    /// The code: receiver, then the checked arguments.
    pub call: fn(&Value, &[Value]) -> Result<Value, CallError>,
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Method")
            .field("name", &self.name)
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

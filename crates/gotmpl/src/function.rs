use std::fmt;
use std::rc::Rc;

use steersman_value::{CallError, Signature, Str, Value};

/// What a native function can ask of the template engine that called it.
pub trait Runtime {
    /// Runs the template `name` of the running set with `dot` and returns its output.
    fn run_template(&mut self, name: &Str, dot: &Value) -> Result<Str, CallError>;

    /// Parses `text` as template `name` in a scope of its own (its `define`s are not seen outside and shadow
    /// inside), runs it with `dot` and returns its output.
    fn run_text(&mut self, name: &str, text: &Str, dot: &Value) -> Result<Str, CallError>;
}

/// The code of a template function.
#[derive(Clone)]
pub enum Body {
    /// A function of its arguments alone.
    Pure(fn(&[Value]) -> Result<Value, CallError>),
    /// A function that keeps state, reaches a port (clock, randomness, cluster) or runs templates.
    Host(HostFunction),
}

/// The code of a [`Body::Host`] function.
pub type HostFunction = Rc<dyn Fn(&mut dyn Runtime, &[Value]) -> Result<Value, CallError>>;

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pure(_) => "Pure",
            Self::Host(_) => "Host",
        })
    }
}

/// A function that templates can call. The engine checks arity and argument types against the signature, as Go's
/// reflection does, before it calls the body.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name in templates.
    pub name: &'static str,
    /// The parameters of the Go function.
    pub signature: Signature,
    /// The code.
    pub body: Body,
}

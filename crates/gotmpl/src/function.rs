use std::fmt;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steersman_value::{CallError, Signature, Str, Value};

use crate::eval::Builtin;
use crate::syntax::FunctionId;

/// What a native function can ask of the template engine that called it.
pub trait Runtime {
    /// Runs the template `name` of the running set with `dot` and returns its output.
    ///
    /// # Errors
    /// [`CallError::Nested`] without a text of its own, whose source is the [`ExecError`](crate::ExecError).
    fn run_template(&mut self, name: &Str, dot: &Value) -> Result<Str, CallError>;

    /// Parses `text` as template `name` in a scope of its own (its `define`s are not seen outside and shadow
    /// inside), runs it with `dot` and returns its output.
    ///
    /// # Errors
    /// [`CallError::Nested`] without a text of its own, whose source is either the
    /// [`ParseError`](crate::ParseError) or the [`ExecError`](crate::ExecError); the caller can tell them apart by
    /// downcasting and wrap them in words of its own.
    fn run_text(&mut self, name: &str, text: &Str, dot: &Value) -> Result<Str, CallError>;
}

/// The code of a template function.
#[derive(Clone)]
pub enum Body {
    /// A function of its arguments alone.
    Pure(fn(&[Value]) -> Result<Value, CallError>),
    /// A function that keeps state, reaches a port (clock, randomness, cluster) or runs templates.
    Host(HostFunction),
    /// A host function of which a few calls take longer than all the rest of a large set of templates.
    Slow {
        /// How many steps a call with these arguments counts for. They are counted before the call, once for each turn
        /// that the loops around it still have to take: a loop that cannot end within the limits does not begin.
        steps: fn(&[Value]) -> u64,
        /// The code.
        body: HostFunction,
    },
}

/// The code of a [`Body::Host`] function.
pub type HostFunction = Rc<dyn Fn(&mut dyn Runtime, &[Value]) -> Result<Value, CallError>>;

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pure(_) => "Pure",
            Self::Host(_) => "Host",
            Self::Slow { .. } => "Slow",
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

/// The names that a parser resolves. Unlike the functions themselves they can go to other threads.
#[derive(Clone, Debug)]
pub struct FunctionNames(FxHashMap<&'static [u8], FunctionId>);

impl FunctionNames {
    /// The names of `functions` and of Go's own; a function hides the built-in one of the same name, and a later
    /// function an earlier one.
    pub(crate) fn new(functions: &[Function]) -> Self {
        let builtins = Builtin::ALL
            .iter()
            .map(|builtin| (builtin.name(), FunctionId::Builtin(*builtin)));
        let host = functions
            .iter()
            .zip(0_u16..)
            .map(|(function, id)| (function.name, FunctionId::Host(id)));
        Self(
            builtins
                .chain(host)
                .map(|(name, id)| (name.as_bytes(), id))
                .collect(),
        )
    }

    /// The names, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0
            .keys()
            .filter_map(|name| std::str::from_utf8(name).ok())
    }

    pub(crate) fn find(&self, name: &[u8]) -> Option<FunctionId> {
        self.0.get(name).copied()
    }
}

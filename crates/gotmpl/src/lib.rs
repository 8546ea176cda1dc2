//! Go's `text/template` language.
//!
//! A template is text with actions in double braces. This crate parses and runs templates as Go does, to the byte
//! and to the wording of errors, over the values of `steersman-value`. It knows the nineteen functions of the language
//! itself; a host adds its own as [`Function`]s.
//!
//! ```
//! use steersman_gotmpl::{Body, Function, Templates};
//! use steersman_value::{GoType, Signature, Tree, Value};
//!
//! let shout = Function {
//!     name: "shout",
//!     signature: Signature { params: &[GoType::String], variadic: None },
//!     body: Body::Pure(|arguments| {
//!         let text = arguments[0].as_str().expect("checked against the signature");
//!         Ok(Value::str(format!("{}!", text.to_text().to_uppercase())))
//!     }),
//! };
//! let mut templates = Templates::new("demo", vec![shout]);
//! templates.parse("list.txt", "{{ range $i, $name := .names }}{{ $i }}={{ $name | shout }} {{ end }}")?;
//!
//! let names = Tree::List(vec!["ann".into(), "bob".into()]);
//! let data = Value::from(Tree::Map([("names".into(), names)].into()));
//! let mut out = Vec::new();
//! templates.execute("list.txt", &data, &mut out)?;
//! assert_eq!(out, b"0=ANN! 1=BOB! ");
//!
//! let error = templates.parse("bad.txt", "{{ if }}").unwrap_err();
//! assert_eq!(error.to_string(), "template: bad.txt:1: missing value for if");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//! - No input makes the crate panic or overflow the stack: nesting is measured against [`Limits`].
//! - No I/O, no clock, no environment; what a template can reach is what its functions can reach.
//! - A syntax tree never changes after parsing and can be shared by threads; values stay on their thread.
//! - Errors carry their place and say what Go says.

mod error;
mod eval;
mod function;
mod limits;
mod syntax;
mod templates;
mod tracer;

pub use error::{Cause, ExecError, Frame, ParseError};
pub use eval::Interpreter;
pub use function::{Body, Function, FunctionNames, HostFunction, Runtime};
pub use limits::{Interrupt, LimitError, Limits};
pub use templates::{MissingKey, ParsedText, Templates};
pub use tracer::{Position, Tracer};

//! Where something is wrong and how to say it: source positions, diagnostics, hints.
//!
//! A [`Diagnostic`] is plain data. The crates that find a fault build one; a face decides how it looks:
//! [`Diagnostic::write_to`] hands labelled pieces of text to a [`Sink`], and `serde` gives the JSON form that
//! editors read. No colour is chosen here.
//!
//! ```
//! use steersman_diag::{Diagnostic, PlainText, SourceFile, Span};
//!
//! let file = SourceFile::new("web/values.yaml", "port: 80\nhost 'a'\n");
//! let mut out = PlainText::default();
//! Diagnostic::error("mapping key without a colon")
//!     .at(file.locate(Span::new(9, 13)))
//!     .hint("write `host: 'a'`")
//!     .write_to(&mut out);
//! assert_eq!(
//!     out.into_string(),
//!     "error: mapping key without a colon
//!  --> web/values.yaml:2:1
//!   |
//! 2 | host 'a'
//!   | ^^^^
//! hint: write `host: 'a'`
//! "
//! );
//! ```
//!
//! # Invariants
//! - No I/O and no colour; labels only.
//! - Excerpts never carry control characters: they are escaped before a terminal can see them.
//! - Lines count from one, columns count characters from one; spans are byte offsets.

mod diagnostic;
mod edit_distance;
mod escape;
mod source;
mod span;
mod text;

pub use diagnostic::{Diagnostic, Excerpt, Frame, Hint, Location, Severity};
pub use edit_distance::nearest;
pub use escape::escape_controls;
pub use source::{Position, SourceFile};
pub use span::Span;
pub use text::{Label, PlainText, Sink};

//! Semantic versions and version constraints, read as Helm's charts expect them.
//!
//! The grammar is that of the Go library `Masterminds/semver` v3 (3.5.0 unless [`Dialect`] says otherwise), which
//! differs from Cargo's: partial versions, a leading `v`, leading zeros, wildcards, hyphen ranges, `||`, and its own
//! rule for pre-releases.
//!
//! ```
//! use steersman_semver::{Constraint, Version};
//!
//! # fn main() -> Result<(), steersman_semver::Error> {
//! let kube = Version::parse("v1.37")?;
//! assert_eq!(kube.to_string(), "1.37.0");
//! assert!(Constraint::parse(">=1.20-0 <2 || ~3.1")?.matches(&kube));
//!
//! let reasons = Constraint::parse("^1.40")?.validate(&kube).unwrap_err();
//! assert_eq!(reasons[0].to_string(), r#""1.37.0" is less than "1.40""#);
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - No dependencies, no I/O, no global state.
//! - Versions are ordered totally; build metadata takes no part in order or equality.
//! - Texts are bounded: versions by 256 bytes, constraints by 512 bytes and 32 alternatives.

mod constraint;
mod dialect;
mod error;
mod mismatch;
mod quote;
mod scan;
mod version;

pub use constraint::Constraint;
pub use dialect::Dialect;
pub use error::Error;
pub use mismatch::{Mismatch, Relation};
pub use version::Version;

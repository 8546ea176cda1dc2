//! Validated names of the Kubernetes packaging world, and the digests that content is named by.
//!
//! A value of one of these types is proof that its text follows the rules; the error of a refused text is worded
//! as Helm words it.
//!
//! ```
//! use steersman_names::{HelmDialect, ReleaseName};
//!
//! let name: ReleaseName = "web-1".parse()?;
//! assert_eq!(name.as_str(), "web-1");
//! assert!("Web".parse::<ReleaseName>().is_err());
//! assert_eq!("3.22".parse(), Ok(HelmDialect::V3_22));
//! # Ok::<(), steersman_names::NameError>(())
//! ```
//!
//! # Invariants
//! - A name type holds only text that its rules allow; there is no other way to make one.
//! - No I/O, no clock, no environment.

mod chart_name;
mod dialect;
mod error;
mod image;
mod release_name;
mod sha256;

pub use chart_name::ChartName;
pub use dialect::{HelmDialect, UnknownDialect};
pub use error::NameError;
pub use image::ImageName;
pub use release_name::{ReleaseName, is_dns_subdomain};
pub use sha256::Sha256;

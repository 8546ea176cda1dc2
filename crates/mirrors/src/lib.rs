//! Mirror rules: which servers are asked in place of others, for chart repositories, registries and images.
//!
//! The rules are a YAML file. A rule names a prefix and what takes its place; the longest prefix that fits counts, and
//! prefixes end where parts of paths end.
//!
//! ```
//! use steersman_mirrors::Mirrors;
//! use steersman_names::ImageName;
//!
//! let rules = Mirrors::parse(b"
//! mirrors:
//! - prefix: https://charts.example.com
//!   to: [https://mirror.inner.example/charts]
//! - prefix: docker.io
//!   to: [registry.inner.example/hub]
//!   only: true
//! ")?;
//! let routes = rules.url("https://charts.example.com/index.yaml")?;
//! assert_eq!(routes[0].target, "https://mirror.inner.example/charts/index.yaml");
//! assert!(routes[1].mirror.is_none(), "the original comes last");
//! let image: ImageName = "nginx:1.27".parse().expect("an image");
//! assert_eq!(rules.image(&image)?.as_deref(), Some("registry.inner.example/hub/library/nginx:1.27"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//! - No I/O.
//! - What a URL has before its host (a user name, a password) is never part of what takes its place.
//! - Where a rule says `only`, no route leads to the original.

mod error;
mod model;
mod parse;
mod prefix;
mod route;

pub use error::{MirrorsError, NoMirror};
pub use model::{Mirror, Mirrors};
pub use route::Route;

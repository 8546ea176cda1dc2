//! Chart and values to manifests: the objects that templates see, the order in which they run, and Helm's error texts.
//!
//! [`render()`] takes a chart whose dependencies are resolved and values that are coalesced, and gives what each template
//! printed. Cutting that into documents is the work of `steersman-manifest`.
//!
//! # Invariants
//! - No I/O, no clock, no environment: what functions reach outside comes through [`Ports`].
//! - Rendering never overflows the stack and never runs for ever: see [`RenderLimits`].
//! - All templates of a chart share one context; what one of them changes, later ones see, as in Helm.

mod capabilities;
mod context;
mod diagnose;
mod error;
mod files;
mod limits;
mod no_value;
mod objects;
mod parse;
mod ports;
mod release;
mod render;
mod unused;
mod watch;

pub use capabilities::{BuildInfo, Capabilities, KubeVersion, KubeVersionError};
pub use error::RenderError;
pub use limits::RenderLimits;
pub use ports::Ports;
pub use release::{Release, ReleaseAction};
pub use render::{Mode, RenderRequest, Rendering, render};
pub use unused::{Unused, find_unused};
pub use watch::{Profile, ProfileNode, ProfileNodeKind, Read, ReadKind, ReadLog, Watch, Watched};

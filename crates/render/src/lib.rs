//! Chart and values to manifests: the objects that templates see, the order in which they run, and Helm's error texts.
//!
//! [`render()`] takes a chart whose dependencies are resolved and values that are coalesced, and gives what each template
//! printed. Cutting that into documents is the work of `steersman-manifest`.
//!
//! ```
//! use std::rc::Rc;
//!
//! use steersman_chart::archive::Limits;
//! use steersman_chart::{File, Origin, load_files};
//! use steersman_funcs::{Env, Now};
//! use steersman_names::HelmDialect;
//! use steersman_render::{
//!     Capabilities, Mode, Ports, Release, ReleaseAction, RenderLimits, RenderRequest, Watch, render,
//! };
//! use steersman_value::Table;
//!
//! #[derive(Debug)]
//! struct Still;
//!
//! impl Env for Still {
//!     fn now(&self) -> Now {
//!         Now { unix_nanos: 0, monotonic_nanos: 0 }
//!     }
//!     fn local_zone(&self) -> String {
//!         "UTC".into()
//!     }
//!     fn fill_random(&self, bytes: &mut [u8]) {
//!         bytes.fill(7);
//!     }
//!     fn resolve_host(&self, _name: &str) -> String {
//!         String::new()
//!     }
//! }
//!
//! impl Ports for Still {
//!     fn env(&self) -> Rc<dyn Env> {
//!         Rc::new(Self)
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dialect = HelmDialect::default();
//! let files = vec![
//!     File::new("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
//!     File::new("values.yaml", "port: 80\n"),
//!     File::new("templates/a.yaml", "{{ .Release.Name }}: {{ .Values.port }}\n"),
//! ];
//! let chart = load_files(files, Origin::Folder, dialect, &Limits::default())?.chart;
//! let rendering = render(
//!     &RenderRequest {
//!         chart: &chart,
//!         values: &Table::new(),
//!         release: &Release {
//!             name: "demo".into(),
//!             namespace: "default".into(),
//!             revision: 1,
//!             action: ReleaseAction::Install,
//!         },
//!         capabilities: &Capabilities::offline(dialect),
//!         dialect,
//!         mode: Mode::Strict,
//!         skip_schema_validation: false,
//!         dns: false,
//!         limits: RenderLimits::default(),
//!         watch: Watch::default(),
//!     },
//!     &Still,
//! );
//! let files = rendering.result?;
//! assert_eq!(&*files[0].text, b"demo: 80\n");
//! # Ok(())
//! # }
//! ```
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

pub use capabilities::{
    ApiVersions, BuildInfo, Capabilities, Discovery, KubeVersion, KubeVersionError,
};
pub use error::RenderError;
pub use limits::{RenderLimits, SPARE_STACK};
pub use ports::Ports;
pub use release::{Release, ReleaseAction};
pub use render::{Mode, RenderRequest, Rendering, render};
pub use unused::{Unused, find_unused};
pub use watch::{Profile, ProfileNode, ProfileNodeKind, Read, ReadKind, ReadLog, Watch, Watched};

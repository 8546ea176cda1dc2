//! Chart rules: what Helm's `lint` checks, in its order and its words.
//!
//! ```
//! use std::rc::Rc;
//!
//! use steersman_chart::archive::Limits;
//! use steersman_chart::{File, Origin, load_files};
//! use steersman_funcs::{Env, Now};
//! use steersman_lint::{ChartFolder, LintRequest, Place, lint};
//! use steersman_names::HelmDialect;
//! use steersman_render::{Ports, RenderLimits};
//! use steersman_value::Table;
//!
//! # #[derive(Debug)]
//! # struct Still;
//! # impl Env for Still {
//! #     fn now(&self) -> Now {
//! #         Now { unix_nanos: 0, monotonic_nanos: 0 }
//! #     }
//! #     fn local_zone(&self) -> String {
//! #         "UTC".into()
//! #     }
//! #     fn fill_random(&self, bytes: &mut [u8]) {
//! #         bytes.fill(7);
//! #     }
//! #     fn resolve_host(&self, _name: &str) -> String {
//! #         String::new()
//! #     }
//! # }
//! # impl Ports for Still {
//! #     fn env(&self) -> Rc<dyn Env> {
//! #         Rc::new(Self)
//! #     }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dialect = HelmDialect::default();
//! let files = vec![
//!     File::new("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
//!     File::new("values.yaml", "port: 80\n"),
//! ];
//! let chart = load_files(files, Origin::Folder, dialect, &Limits::default())?.chart;
//! let folder = ChartFolder {
//!     path: "/charts/web".into(),
//!     chart_yaml: Ok("apiVersion: v2\nname: web\nversion: 0.1.0\n".into()),
//!     chart_yaml_is_folder: false,
//!     values_yaml: Some(Ok("port: 80\n".into())),
//!     schema: None,
//!     templates: Place::Missing,
//!     crds: Place::Missing,
//!     chart: Ok(chart),
//!     notices: Vec::new(),
//! };
//! let request = LintRequest {
//!     folder: &folder,
//!     values: &Table::new(),
//!     namespace: "default",
//!     kube_version: None,
//!     skip_schema_validation: false,
//!     dialect,
//!     limits: RenderLimits::default(),
//!     unused: false,
//! };
//! let messages = lint(&request, &Still).messages;
//! assert_eq!(messages[0].to_string(), "[INFO] Chart.yaml: icon is recommended");
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - No I/O: what there is in the folder of the chart comes as a [`ChartFolder`].
//! - Rules never stop each other except where Helm's do.

mod folder;
mod lint;
mod message;
mod rules;

pub use folder::{ChartFolder, FolderError, Place};
pub use lint::{LintRequest, Linted, lint};
pub use message::{Level, Message};

//! What Steersman does, one module per verb: a request goes in, plain data comes out.
//!
//! A face (the command line) loads charts and values, fills a request, calls the verb, and prints the outcome. What
//! happens on the way goes to an [`Observer`].
//!
//! ```
//! use steersman_chart::archive::Limits;
//! use steersman_chart::{File, Origin, load_files};
//! use steersman_names::HelmDialect;
//! use steersman_ops::show::{Part, ShowRequest, show};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dialect = HelmDialect::default();
//! let files = vec![
//!     File::new("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
//!     File::new("values.yaml", "port: 80\n"),
//! ];
//! let chart = load_files(files, Origin::Folder, dialect, &Limits::default())?.chart;
//! let shown = show(&ShowRequest { chart: &chart, part: Part::Values, json_path: "{.port}" })?;
//! assert_eq!(shown, b"80");
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - No printing, no environment, no files: charts come in the request, text goes out in the outcome.
//! - Errors are typed; joined with their sources by `": "` they read as Helm's messages.

mod apply;
mod cancelled;
mod capabilities;
mod context;
mod crds;
pub mod dependency;
mod event;
pub mod explain;
mod hooks;
pub mod images;
pub mod install;
mod installable;
mod interrupted;
mod jsonpath;
mod lease;
pub mod lint;
mod manifest_diagnostic;
mod objects;
mod ownership;
pub mod package;
pub mod planning;
mod post_render;
pub mod profile;
mod record;
pub mod records;
mod release_context;
mod release_error;
mod rendering;
pub mod rollback;
mod settings;
pub mod show;
pub mod template;
pub mod test;
pub mod uninstall;
pub mod upgrade;
mod waiting;
pub mod yaml_hint;

pub use apply::ApplyError;
pub use context::Context;
pub use crds::CrdPolicy;
pub use event::{Event, Level, Observer};
pub use installable::{InstallableError, check_dependencies};
pub use interrupted::OnInterrupted;
pub use lease::{Holder, LeaseError};
pub use post_render::{
    PostRender, PostRenderError, PostRenderFailure, PostRenderScope, PostRenderStep,
};
pub use record::Rendering;
pub use release_context::{Clock, FIELD_MANAGER, ReleaseContext};
pub use release_error::{CrdError, OwnershipError, ReleaseError};
pub use settings::{
    ChangeSettings, RenderSettings, RunHooks, ServerSide, Trial, WaitSettings, WaitStrategy,
    WriteSettings,
};
pub use waiting::{
    Evidence, Fact, FactKind, KeptEvidence, Trouble, WaitError, WaitStep, read_evidence,
};

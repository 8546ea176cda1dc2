//! `template`: render a chart as an installation would, and print the manifests.

mod error;
mod outcome;
mod request;
mod run;
mod show_only;
mod validate;

pub use error::{TemplateError, TemplateFailure};
pub use outcome::{OutputDocument, TemplateOutcome, WriteMode};
pub use request::{Destination, Hooks, TemplateRequest};
pub use run::{template, template_on_cluster};

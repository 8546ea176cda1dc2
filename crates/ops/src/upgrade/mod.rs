//! `upgrade`: bring a release to another chart or other values.

mod failure;
mod perform;
mod prepare;
mod request;
mod run;
mod values;

pub(crate) use prepare::{add_missing, method_after};
pub use request::{OnFailure, UpgradeRequest, ValuesReuse};
pub use run::upgrade;
pub(crate) use run::upgrade_held;

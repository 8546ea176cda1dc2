//! Whether objects are ready, by what they say of themselves.
//!
//! The rules are those Helm waits by: of the library kstatus ([`readiness`]), of Helm for Jobs and hooks
//! ([`job_readiness`], [`hook_readiness`]), and of Helm 3 ([`legacy`]).

mod condition;
mod general;
mod hook;
mod kinds;
pub mod legacy;
mod pods;
mod state;
mod workloads;

pub use condition::{Condition, conditions, number};
pub use general::readiness;
pub use hook::{hook_readiness, job_readiness};
pub use pods::{failed_pods, selects};
pub use state::{Readiness, ReadyState};

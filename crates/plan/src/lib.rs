//! Kubernetes objects as the API serves them, the port to a cluster, and the rules about changing one into another.
//!
//! ```
//! use steersman_plan::{Object, ObjectRef};
//!
//! let object: Object = serde_json::from_str(r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}"#)?;
//! assert_eq!(object.kind(), "Deployment");
//! assert_eq!(object.reference("shop").to_string(), "apps/v1 Deployment shop/web");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Invariants
//! - No I/O, no clock: a cluster is reached through [`Cluster`] only, by calls that are plain data.
//! - Objects are kept whole; fields this crate does not know come through unchanged.

mod build;
mod call;
mod cancellation;
mod cluster;
pub mod diff;
mod error;
mod json;
mod managed_fields;
mod object;
mod ownership;
mod patch;
pub mod readiness;
mod reference;
mod resource;
mod selector;
mod stub;

pub use build::{BuildError, build, read_objects};
pub use call::{Answer, Call, DryRun, PatchKind, Propagation, Selector};
pub use cancellation::Cancellation;
pub use cluster::{Change, Cluster, Flow, ServerVersion};
pub use error::{ApiError, ClusterError};
pub use json::tree_to_json;
pub use managed_fields::adopt_managed_fields;
pub use object::Object;
pub use ownership::{
    MANAGED_BY, MANAGED_BY_LABEL, NotOwned, Owner, RELEASE_NAME_ANNOTATION,
    RELEASE_NAMESPACE_ANNOTATION,
};
pub use patch::{is_strategic, merge_patch, strategic_patch, three_way_merge_patch};
pub use reference::{Gvk, ObjectRef};
pub use resource::{Resource, TwoNames};
pub use selector::{LabelSelector, SelectorError};
pub use stub::StubCluster;

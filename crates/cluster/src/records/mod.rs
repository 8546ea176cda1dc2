//! Release records in the cluster, each in a Secret or a `ConfigMap`, as Helm keeps them. What does not fit into one
//! object is in others beside it.

mod object;
mod parts;
mod store;

pub use object::RecordKind;
pub use store::ObjectStore;

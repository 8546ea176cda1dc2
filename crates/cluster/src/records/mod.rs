//! Release records in the cluster, each in a Secret or a `ConfigMap`, as Helm keeps them.

mod object;
mod store;

pub use object::RecordKind;
pub use store::ObjectStore;

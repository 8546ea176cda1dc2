//! One writer per release: a lease in the cluster that the writer renews, so that others know it lives.

mod acquire;
mod error;
mod holder;
mod keep;
mod object;

pub use error::LeaseError;
pub use holder::Holder;
pub(crate) use keep::{Keeper, with_lease};
pub(crate) use object::LASTS as LEASE_LASTS;

//! Where packages are kept: a folder, a bucket, or memory.
//!
//! Keys are relative paths with slashes. Everything of the server's own lies below [`PRIVATE`].

mod bucket;
mod cloud;
mod error;
mod local;
mod memory;
mod object;
mod transport;

pub use bucket::BucketStorage;
pub use cloud::{CloudBucket, CloudProvider};
pub use error::StorageError;
pub use local::LocalStorage;
pub use memory::MemoryStorage;
pub(crate) use object::PRIVATE;
pub use object::{ByteStream, Object, Pending, PutMode, Shared, Storage, Tagged};

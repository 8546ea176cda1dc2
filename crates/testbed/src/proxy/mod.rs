//! A proxy between a client and the API server that does the client harm.

mod fault;
mod message;
mod serve;
mod upstream;

pub use fault::{Fault, Seen};
pub use serve::FaultProxy;

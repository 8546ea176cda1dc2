//! Waiting for what a verb wrote, and telling what it waits for.

mod error;
mod evidence;
mod gone;
mod hook;
mod legacy;
mod ready;
mod reason;
#[cfg(test)]
mod tests;
mod watched;

pub use error::WaitError;
pub use evidence::Evidence;
pub(crate) use gone::wait_until_gone;
pub(crate) use hook::wait_for_hook;
pub(crate) use ready::wait_until_ready;
pub use watched::WaitStep;

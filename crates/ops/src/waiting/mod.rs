//! Waiting for what a verb wrote, and telling what it waits for.

mod error;
mod evidence;
mod gone;
mod hook;
mod keep;
mod legacy;
mod mask;
mod pods;
mod ready;
mod reason;
#[cfg(test)]
mod tests;
mod watched;

pub use error::WaitError;
pub use evidence::{Evidence, Fact, FactKind};
pub(crate) use gone::wait_until_gone;
pub(crate) use hook::wait_for_hook;
pub(crate) use keep::tell_evidence;
pub use keep::{KeptEvidence, read_evidence};
pub(crate) use ready::wait_until_ready;
pub use reason::Trouble;
pub use watched::WaitStep;

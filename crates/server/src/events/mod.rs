//! What happens to charts: told to the audit log, and to whoever has a webhook.

mod actor;
mod audit;
mod delivery;
mod event;
mod signature;
mod waiting;

pub(crate) use actor::Actor;
pub(crate) use audit::{AuditFilter, AuditLog};
pub(crate) use delivery::Webhooks;
pub(crate) use event::{Change, Event};

pub use event::EVENTS;

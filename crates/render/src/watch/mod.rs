//! Watching a render: which values templates read, and where the time goes.

mod paths;
mod profile;
mod reads;
mod watched;
mod watcher;

pub use profile::{Profile, ProfileNode, ProfileNodeKind};
pub use reads::{Read, ReadKind, ReadLog};
pub use watched::{Watch, Watched};
pub(crate) use watcher::Watcher;

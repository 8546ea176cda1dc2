//! What a server does beyond serving charts: the rules, webhooks and mirrors of its file of settings.

mod amounts;
mod fields;
mod lists;
mod model;
mod problem;
mod read;
mod secret;

pub use amounts::{parse_bytes, parse_seconds};
pub use model::{Features, MirrorSource, WebhookTarget};
pub use problem::SettingsError;
pub use read::{SettingsFile, read_settings};
pub use secret::Secret;

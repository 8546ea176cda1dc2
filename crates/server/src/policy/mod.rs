//! Rules for what a repository may hold and for how long.

mod immutable;
mod pattern;
mod quota;
mod retention;
mod select;

pub(crate) use quota::Holding;
pub(crate) use select::Policy;

pub use immutable::ImmutableRule;
pub use pattern::Pattern;
pub use quota::QuotaRule;
pub use retention::{Prereleases, RetentionRule};

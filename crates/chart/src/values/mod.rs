//! The user's values: files and `--set` flags, merged in Helm's order.

mod merge;

pub use merge::merge_maps;

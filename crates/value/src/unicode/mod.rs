//! Go's `unicode` package: classes and one-to-one case mappings of Unicode 15.0.
//!
//! Rust's own mappings differ: they follow another Unicode version, and one character may become several.

mod classes;
mod rune;
mod tables;

pub use classes::{
    is_digit, is_letter, is_lower, is_number, is_punctuation, is_space, is_title, is_upper,
    to_lower, to_title, to_upper,
};
pub use rune::{count_runes, decode_rune, map_runes, push_rune, runes};

//! Where the time of a render goes: a table by template and by function, folded stacks, and a flame graph.

mod flame_graph;
mod folded;
mod table;

pub use flame_graph::flame_graph;
pub use folded::folded_stacks;
pub use table::{ProfileRow, profile_rows, profile_table};

#[cfg(test)]
mod tests;

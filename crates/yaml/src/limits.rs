//! The limits of what is read and written. Others are go-yaml's own: 10,000 nested collections while scanning,
//! 1,024 characters in a key without `?`, and the allowance for aliases.

/// How deep a document may be nested to become a tree. go-yaml has no such limit below 10,000; this one keeps
/// everything that walks trees from running out of stack.
pub const MAX_DEPTH: usize = 1_000;

/// How many bytes a text may have.
pub const MAX_TEXT: usize = 1 << 30;

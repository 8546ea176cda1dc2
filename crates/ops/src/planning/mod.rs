//! What a verb would do, before it does it.

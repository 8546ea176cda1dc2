//! What can go wrong with a module. The words are those of the library Helm uses, where it has some.

/// A module cannot be run, or did not come to a good end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WasmError {
    /// It is no valid module, or needs something that there is not.
    #[error("{0}")]
    Module(String),
    /// It has no such function.
    #[error("unknown function: {0}")]
    NoFunction(String),
    /// The function is not one that can be called.
    #[error("function {name} has {results} results, expected 0 or 1")]
    Results {
        /// The function.
        name: String,
        /// How many it has.
        results: usize,
    },
    /// It failed before it was called.
    #[error("failed to initialize runtime: {0}")]
    Initialize(Box<Self>),
    /// It stopped where it must not go on.
    #[error("wasm error: {0}")]
    Trap(String),
    /// It asked for something it may not have, or that failed.
    #[error("{0}")]
    Refused(String),
    /// It ended itself.
    #[error("module closed with exit_code({0})")]
    Exit(i32),
    /// Its time was over.
    #[error("module closed with context deadline exceeded")]
    Deadline,
    /// It says itself what went wrong.
    #[error("{0}")]
    Said(String),
}

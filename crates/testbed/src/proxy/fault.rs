use std::time::Duration;

/// A request that came to the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its place among all requests, from 1.
    pub number: usize,
    /// The method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// How the client says who it is; empty where it does not.
    pub authorization: String,
}

impl Seen {
    /// Whether it asks for a stream of changes.
    pub fn is_watch(&self) -> bool {
        self.target.contains("watch=true")
    }

    /// Whether it may change something.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && !self.target.contains("dryRun=All")
    }
}

/// What is done to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It goes through.
    None,
    /// It goes through later.
    Delay(Duration),
    /// It does not go through; this status is the answer, with a `Retry-After` when one is given.
    Answer(u16, Option<u32>),
    /// It does not go through; the connection is reset.
    Reset,
    /// It goes through; the connection is reset in place of an answer.
    LoseAnswer,
    /// It goes through; the connection is closed when the answer has come in for so long.
    CutAfter(Duration),
    /// The process is killed before the request goes through.
    KillBefore(u32),
    /// The process is killed after the request went through, before it has the answer.
    KillAfter(u32),
}

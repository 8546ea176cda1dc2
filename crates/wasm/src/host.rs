//! The port to what is outside of the sandbox.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

/// Where a module prints to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What a module asks over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method, in capitals.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The headers.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// How large the answer may be.
    pub limit: u64,
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers, with names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the sandbox needs of the world. Nothing of it is asked for unless the module does.
pub trait Host: Debug {
    /// The time since 1970.
    fn wall_clock(&self) -> Duration;
    /// The time since some moment, which never goes back.
    fn monotonic_clock(&self) -> Duration;
    /// Waits.
    fn sleep(&self, time: Duration);
    /// Fills bytes with randomness; `false` when there is none.
    fn fill_random(&self, bytes: &mut [u8]) -> bool;
    /// Reads standard input: how many bytes, nothing at its end, `None` when it cannot be read.
    fn read(&self, bytes: &mut [u8]) -> Option<usize>;
    /// Prints all of the bytes; `false` when that is not possible any more.
    fn print(&self, stream: Stream, bytes: &[u8]) -> bool;
    /// The host that [`Host::send`] would ask for a URL.
    fn host_of(&self, url: &str) -> Option<String>;
    /// Sends a request, to the host of its URL and no other: redirections are answers.
    ///
    /// # Errors
    /// Why there is no answer.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String>;
}

/// A host that has nothing: time stands still, nothing is read, what is printed is lost.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn wall_clock(&self) -> Duration {
        Duration::ZERO
    }

    fn monotonic_clock(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}

    fn fill_random(&self, _: &mut [u8]) -> bool {
        false
    }

    fn read(&self, _: &mut [u8]) -> Option<usize> {
        Some(0)
    }

    fn print(&self, _: Stream, _: &[u8]) -> bool {
        true
    }

    fn host_of(&self, _: &str) -> Option<String> {
        None
    }

    fn send(&self, _: &HttpRequest) -> Result<HttpResponse, String> {
        Err("there is no network".to_owned())
    }
}

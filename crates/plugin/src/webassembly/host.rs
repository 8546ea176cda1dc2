//! What a WebAssembly plugin sees of the system.

use std::fmt::Debug;
use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use steersman_wasm::{Host, HttpRequest, HttpResponse, Stream};

use crate::{MAX_OUTPUT, Printed, Streams};

/// The way to servers, for plugins that may ask some.
pub trait Network: Debug + Send + Sync {
    /// The host that [`Network::send`] would ask for a URL.
    fn host_of(&self, url: &str) -> Option<String>;
    /// Sends a request, to the host of its URL and no other.
    ///
    /// # Errors
    /// Why there is no answer.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String>;
}

/// Where what a plugin prints goes, and what it reads.
#[derive(Debug, Clone)]
pub(crate) enum Ends {
    /// To the streams of this process.
    Shared,
    /// Here.
    Captured(Arc<Mutex<Printed>>),
    /// Nowhere.
    Lost,
}

impl Ends {
    pub(crate) fn of(streams: Streams) -> Self {
        match streams {
            Streams::Shared => Self::Shared,
            Streams::Captured => Self::Captured(Arc::default()),
        }
    }

    /// What was kept of what was printed.
    pub(crate) fn printed(&self) -> Printed {
        match self {
            Self::Captured(printed) => {
                std::mem::take(&mut *printed.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Self::Shared | Self::Lost => Printed::default(),
        }
    }
}

/// This system.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) started: Instant,
    pub(crate) ends: Ends,
    pub(crate) network: Arc<dyn Network>,
}

impl System {
    /// When a call begins.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that a module is given"
    )]
    pub(crate) fn start() -> Instant {
        Instant::now()
    }
}

impl Host for System {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that a module is given"
    )]
    fn wall_clock(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default()
    }

    fn monotonic_clock(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn fill_random(&self, bytes: &mut [u8]) -> bool {
        getrandom::fill(bytes).is_ok()
    }

    fn read(&self, bytes: &mut [u8]) -> Option<usize> {
        match self.ends {
            Ends::Shared => std::io::stdin().lock().read(bytes).ok(),
            Ends::Captured(_) | Ends::Lost => Some(0),
        }
    }

    fn print(&self, stream: Stream, bytes: &[u8]) -> bool {
        let printed = match (&self.ends, stream) {
            (Ends::Shared, Stream::Out) => {
                let mut out = std::io::stdout().lock();
                return out.write_all(bytes).and_then(|()| out.flush()).is_ok();
            }
            (Ends::Shared, Stream::Err) => {
                return std::io::stderr().lock().write_all(bytes).is_ok();
            }
            (Ends::Lost, _) => return true,
            (Ends::Captured(printed), _) => printed,
        };
        let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = match stream {
            Stream::Out => &mut printed.stdout,
            Stream::Err => &mut printed.stderr,
        };
        if kept.len().saturating_add(bytes.len()) > MAX_OUTPUT {
            return false;
        }
        kept.extend_from_slice(bytes);
        true
    }

    fn host_of(&self, url: &str) -> Option<String> {
        self.network.host_of(url)
    }

    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String> {
        self.network.send(request)
    }
}

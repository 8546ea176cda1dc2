//! What template functions reach outside: the clock, random bytes and host names of this machine.

use std::net::ToSocketAddrs as _;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use steersman_chart::schema::LoadUrl;
use steersman_funcs::{Env, Notice, Now};
use steersman_gotmpl::Interrupt;
use steersman_net::Proxies;
use steersman_render::Ports;

use crate::environment::Environment;
use crate::log::Level;
use crate::observer::LogObserver;
use crate::schemas::SchemaReader;
use crate::watch::{ChartWatch, Watched};

/// This machine.
#[derive(Debug)]
pub(crate) struct Machine {
    start: Instant,
    zone: String,
    notices: Arc<Mutex<Vec<OwnedNotice>>>,
    watched: Watched,
    proxies: Proxies,
}

/// What a function let pass.
#[derive(Debug)]
struct OwnedNotice {
    level: Level,
    message: &'static str,
    text: String,
}

impl Machine {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter of the clock"
    )]
    pub(crate) fn new(environment: &Environment) -> Self {
        Self {
            start: Instant::now(),
            zone: local_zone(environment),
            notices: Arc::default(),
            watched: Watched::default(),
            proxies: Proxies::from_environment(|name| environment.get(name)),
        }
    }

    /// For work that is watched.
    #[must_use]
    pub(crate) fn watched_by(mut self, watch: &ChartWatch) -> Self {
        self.watched = watch.watched();
        self
    }

    /// Hands on what functions let pass while charts were linted.
    pub(crate) fn print_notices(&self, observer: &LogObserver) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        for notice in notices.drain(..) {
            observer.push(
                notice.level,
                notice.message.into(),
                vec![("message", notice.text)],
            );
        }
    }
}

impl Ports for Machine {
    fn load_url(&self) -> Rc<dyn LoadUrl> {
        Rc::new(SchemaReader {
            proxies: self.proxies.clone(),
        })
    }

    fn env(&self) -> Rc<dyn Env> {
        Rc::new(Self {
            start: self.start,
            zone: self.zone.clone(),
            notices: Arc::clone(&self.notices),
            watched: self.watched.clone(),
            proxies: self.proxies.clone(),
        })
    }

    fn interrupt(&self) -> Interrupt {
        self.watched.interrupt()
    }
}

impl Env for Machine {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter of the clock"
    )]
    fn now(&self) -> Now {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Now {
            unix_nanos: i128::try_from(since.as_nanos()).unwrap_or_default(),
            monotonic_nanos: i64::try_from(self.start.elapsed().as_nanos()).unwrap_or_default(),
        }
    }

    fn local_zone(&self) -> String {
        self.zone.clone()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has a source of random bytes");
    }

    fn resolve_host(&self, name: &str) -> String {
        let mut addresses = (name, 0).to_socket_addrs().into_iter().flatten();
        addresses
            .next()
            .map_or_else(String::new, |address| address.ip().to_string())
    }

    fn expect_work(&self, steps: u64) {
        self.watched.expect_work(steps);
    }

    fn notice(&self, notice: &Notice<'_>) {
        let (level, message, text) = match notice {
            Notice::MissingValue(text) => (Level::Warn, "missing required value", text),
            Notice::EmptyValue(text) => (Level::Warn, "missing required values", text),
            Notice::Failed(text) => (Level::Info, "funcMap fail", text),
        };
        let text = (*text).to_owned();
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.push(OwnedNotice {
            level,
            message,
            text,
        });
    }
}

/// The name of the time zone: `TZ`, or the file that the system's zone is a link to, or UTC.
pub(crate) fn local_zone(environment: &Environment) -> String {
    const UTC: &str = "UTC";
    if let Some(zone) = environment.get("TZ") {
        let zone = zone.strip_prefix(':').unwrap_or(zone);
        let zone = zone.rsplit("zoneinfo/").next().unwrap_or(zone);
        return if zone.is_empty() {
            UTC.into()
        } else {
            zone.into()
        };
    }
    let target = std::fs::canonicalize("/etc/localtime").unwrap_or_default();
    let target = target.to_string_lossy();
    target
        .split_once("zoneinfo/")
        .map_or(UTC, |(_, zone)| zone)
        .into()
}

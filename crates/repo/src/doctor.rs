use std::time::{Duration, Instant};

use steersman_index::read_catalog;
use steersman_net::{FetchError, Probe, SafeUrl};

use crate::detour::{Way, passes_on};
use crate::index_cache::{fetch_index, index_get};
use crate::{Access, Get, Getters, IndexCacheError, absolute_url};

/// One step of the way to the charts of a repository.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was tried: `url`, `mirror`, `original`, `proxy`, `name`, `connection`, `encryption`, `answer` or `format`.
    pub step: &'static str,
    /// How long it took.
    pub time: Duration,
    /// What was found, or what is wrong.
    pub outcome: Result<String, Trouble>,
    /// What is wrong does not matter: the next mirror, or the original, is asked.
    pub is_passed_over: bool,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Goes the way to a repository's index step by step, over its mirrors when there are some, and ends with the step
/// that fails.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is what is asked"
)]
pub fn examine(access: &Access, getters: &Getters) -> Vec<Finding> {
    let mut findings = Vec::new();
    let start = Instant::now();
    let content = match SafeUrl::parse(&access.base) {
        Err(error) => {
            findings.push(failed("url", Duration::ZERO, error.to_string(), None));
            return findings;
        }
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            match along(access, getters, &mut findings) {
                Some(content) => content,
                None => return findings,
            }
        }
        Ok(_) => match fetch_index(access, getters) {
            Ok(content) => {
                findings.push(arrived(&content, start.elapsed()));
                content
            }
            Err(error) => {
                findings.push(index_failure("answer", start.elapsed(), &error));
                return findings;
            }
        },
    };
    let start = Instant::now();
    let read = read_catalog(&content);
    let time = start.elapsed();
    findings.push(match read {
        Ok(read) => Finding::ok(
            "format",
            time,
            format!(
                "{} charts, {} entries that cannot be used",
                read.catalog.charts().count(),
                read.skipped.len()
            ),
        ),
        Err(error) => failed("format", time, error.to_string(), None),
    });
    findings
}

/// Tries the ways to an index one after another, as they are tried when it is needed.
fn along(access: &Access, getters: &Getters, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
    let refused = |message| failed("url", Duration::ZERO, message, None);
    let url = match absolute_url(&access.base, "index.yaml") {
        Ok(url) => url,
        Err(message) => {
            findings.push(refused(message));
            return None;
        }
    };
    let get = index_get(&url, access);
    let ways = match getters.ways(&get) {
        Ok(ways) => ways,
        Err(error) => {
            findings.push(refused(error.message));
            return None;
        }
    };
    for (n, way) in ways.iter().enumerate() {
        if ways.len() > 1 || way.is_mirror {
            let step = if way.is_mirror { "mirror" } else { "original" };
            let shown =
                SafeUrl::parse(&way.url).map_or_else(|_| String::new(), |url| url.to_string());
            findings.push(Finding::ok(step, Duration::ZERO, shown));
        }
        match on_way(way, &get, getters, findings) {
            Ok(content) => return Some(content),
            Err(GoesOn(true)) if n + 1 < ways.len() => {
                if let Some(last) = findings.last_mut() {
                    last.is_passed_over = true;
                }
            }
            Err(_) => return None,
        }
    }
    None
}

/// A way that leads nowhere: whether the next one is tried.
struct GoesOn(bool);

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is what is asked"
)]
fn on_way(
    way: &Way,
    get: &Get<'_>,
    getters: &Getters,
    findings: &mut Vec<Finding>,
) -> Result<Vec<u8>, GoesOn> {
    let url = SafeUrl::parse(&way.url).unwrap_or_default();
    let client = getters.client(&way.access).map_err(|error| {
        findings.push(failed("url", Duration::ZERO, error.message, error.hint));
        GoesOn(false)
    })?;
    for probe in client.probe(&url) {
        let goes_on = match &probe.outcome {
            Ok(_) => None,
            Err(error) => Some(passes_on(&FetchError::Send((**error).clone()))),
        };
        findings.push(finding(probe));
        if let Some(goes_on) = goes_on {
            return Err(GoesOn(goes_on));
        }
    }
    let start = Instant::now();
    let got = getters.get_on(get, way).map_err(|error| {
        findings.push(failed("answer", start.elapsed(), error.message, error.hint));
        GoesOn(false)
    })?;
    match got {
        Ok(content) => {
            findings.push(arrived(&content, start.elapsed()));
            Ok(content)
        }
        Err(error) => {
            let (message, hint) = (error.to_string(), error.hint());
            findings.push(failed("answer", start.elapsed(), message, hint));
            Err(GoesOn(passes_on(&error)))
        }
    }
}

fn arrived(content: &[u8], time: Duration) -> Finding {
    Finding::ok(
        "answer",
        time,
        format!("index.yaml of {} bytes", content.len()),
    )
}

impl Finding {
    fn ok(step: &'static str, time: Duration, said: String) -> Self {
        Self {
            step,
            time,
            outcome: Ok(said),
            is_passed_over: false,
        }
    }
}

fn finding(probe: Probe) -> Finding {
    Finding {
        step: probe.name,
        time: probe.time,
        outcome: probe.outcome.map_err(|error| Trouble {
            hint: error.hint(),
            message: error.to_string(),
        }),
        is_passed_over: false,
    }
}

fn index_failure(step: &'static str, time: Duration, error: &IndexCacheError) -> Finding {
    let hint = error.hint().map(str::to_owned);
    failed(step, time, error.to_string(), hint)
}

fn failed(step: &'static str, time: Duration, message: String, hint: Option<String>) -> Finding {
    Finding {
        step,
        time,
        outcome: Err(Trouble { message, hint }),
        is_passed_over: false,
    }
}

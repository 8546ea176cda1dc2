use std::time::{Duration, Instant};

use steersman_index::read_catalog;
use steersman_net::{Probe, SafeUrl};

use crate::index_cache::fetch_index;
use crate::{Access, Getters, IndexCacheError};

/// One step of the way to the charts of a repository.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was tried: `url`, `proxy`, `name`, `connection`, `encryption`, `answer` or `format`.
    pub step: &'static str,
    /// How long it took.
    pub time: Duration,
    /// What was found, or what is wrong.
    pub outcome: Result<String, Trouble>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Goes the way to a repository's index step by step, and ends with the step that fails.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is what is asked"
)]
pub fn examine(access: &Access, getters: &Getters) -> Vec<Finding> {
    let mut findings = Vec::new();
    let url = match SafeUrl::parse(&access.base) {
        Ok(url) => url,
        Err(error) => return vec![failed("url", Duration::ZERO, error.to_string(), None)],
    };
    if matches!(url.scheme(), "http" | "https") {
        match getters.client(access) {
            Ok(client) => findings.extend(client.probe(&url).into_iter().map(finding)),
            Err(error) => {
                return vec![failed("url", Duration::ZERO, error.message, error.hint)];
            }
        }
    }
    if findings.iter().any(|finding| finding.outcome.is_err()) {
        return findings;
    }
    let start = Instant::now();
    let content = match fetch_index(access, getters) {
        Ok(content) => content,
        Err(error) => {
            findings.push(index_failure("answer", start.elapsed(), &error));
            return findings;
        }
    };
    findings.push(Finding {
        step: "answer",
        time: start.elapsed(),
        outcome: Ok(format!("index.yaml of {} bytes", content.len())),
    });
    let start = Instant::now();
    let read = read_catalog(&content);
    let time = start.elapsed();
    findings.push(match read {
        Ok(read) => Finding {
            step: "format",
            time,
            outcome: Ok(format!(
                "{} charts, {} entries that cannot be used",
                read.catalog.charts().count(),
                read.skipped.len()
            )),
        },
        Err(error) => failed("format", time, error.to_string(), None),
    });
    findings
}

fn finding(probe: Probe) -> Finding {
    Finding {
        step: probe.name,
        time: probe.time,
        outcome: probe.outcome.map_err(|error| Trouble {
            hint: error.hint(),
            message: error.to_string(),
        }),
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
    }
}

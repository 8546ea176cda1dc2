//! Counts for Prometheus, under `ChartMuseum`'s names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use tokio::time::Duration;

/// Upper ends of the classes of durations, in seconds.
const CLASSES: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Status, method and route.
type Key = (u16, String, String);

#[derive(Debug, Default)]
struct Series {
    count: u64,
    seconds: f64,
    classes: [u64; CLASSES.len()],
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<Key, Series>,
    bytes_in: u64,
    bytes_out: u64,
    answered: u64,
}

/// What was answered so far.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

/// One request that was answered.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) method: String,
    pub(super) route: String,
    pub(super) took: Duration,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
}

impl Metrics {
    /// Counts a request. Paths that mean nothing are not counted: anybody can make them up.
    pub(super) fn count(&self, answered: Answered) {
        if answered.status == 404 {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.bytes_in += answered.bytes_in;
        counts.bytes_out += answered.bytes_out;
        counts.answered += 1;
        let series = counts
            .requests
            .entry((answered.status, answered.method, answered.route))
            .or_default();
        let seconds = answered.took.as_secs_f64();
        series.count += 1;
        series.seconds += seconds;
        for (class, end) in series.classes.iter_mut().zip(CLASSES) {
            *class += u64::from(seconds <= end);
        }
    }

    /// The page. `repos` are names with numbers of charts and versions; `hooks` are hosts with numbers of messages that
    /// were taken and that were lost.
    pub(super) fn page(
        &self,
        repos: &[(String, usize, usize)],
        hooks: impl Iterator<Item = (String, u64, u64)>,
    ) -> String {
        let mut page = String::new();
        page.push_str("# TYPE chartmuseum_charts_served_total gauge\n");
        for (name, charts, _) in repos {
            line(
                &mut page,
                format_args!("chartmuseum_charts_served_total{{repo={name:?}}} {charts}"),
            );
        }
        page.push_str("# TYPE chartmuseum_chart_versions_served_total gauge\n");
        for (name, _, versions) in repos {
            line(
                &mut page,
                format_args!("chartmuseum_chart_versions_served_total{{repo={name:?}}} {versions}"),
            );
        }
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        page.push_str("# TYPE chartmuseum_requests_total counter\n");
        for ((code, method, url), series) in &counts.requests {
            let labels = format!(
                "code=\"{code}\",method=\"{method}\",handler=\"steer\",host=\"\",url=\"{url}\""
            );
            line(
                &mut page,
                format_args!("chartmuseum_requests_total{{{labels}}} {}", series.count),
            );
        }
        page.push_str("# TYPE chartmuseum_request_duration_seconds histogram\n");
        for ((code, method, url), series) in &counts.requests {
            let labels = format!("code=\"{code}\",method=\"{method}\",url=\"{url}\"");
            let name = "chartmuseum_request_duration_seconds";
            for (count, end) in series.classes.iter().zip(CLASSES) {
                line(
                    &mut page,
                    format_args!("{name}_bucket{{{labels},le=\"{end}\"}} {count}"),
                );
            }
            line(
                &mut page,
                format_args!("{name}_bucket{{{labels},le=\"+Inf\"}} {}", series.count),
            );
            line(
                &mut page,
                format_args!("{name}_sum{{{labels}}} {}", series.seconds),
            );
            line(
                &mut page,
                format_args!("{name}_count{{{labels}}} {}", series.count),
            );
        }
        for (name, bytes) in [
            ("chartmuseum_request_size_bytes", counts.bytes_in),
            ("chartmuseum_response_size_bytes", counts.bytes_out),
        ] {
            line(
                &mut page,
                format_args!("# TYPE {name} summary\n{name}_sum {bytes}"),
            );
            line(&mut page, format_args!("{name}_count {}", counts.answered));
        }
        for (n, (host, sent, lost)) in hooks.enumerate() {
            let name = "steer_webhook_messages_total";
            if n == 0 {
                line(&mut page, format_args!("# TYPE {name} counter"));
            }
            for (outcome, count) in [("taken", sent), ("lost", lost)] {
                line(
                    &mut page,
                    format_args!(
                        "{name}{{hook=\"{n}\",host={host:?},outcome=\"{outcome}\"}} {count}"
                    ),
                );
            }
        }
        page
    }
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(page, "{text}").expect("writing to a string cannot fail");
}

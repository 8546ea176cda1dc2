//! The table of figures against their targets.

use std::time::Duration;

/// Collected figures.
#[derive(Debug, Default)]
pub(super) struct Table {
    missed: usize,
}

impl Table {
    /// A table whose head is printed.
    pub(super) fn start() -> Self {
        println!(
            "{:<46} {:>10} {:>10} {:>8} {:>8}",
            "", "Helm", "steer", "ratio", "target"
        );
        Self::default()
    }

    /// A figure that has to be at least so many times better than Helm's.
    pub(super) fn ratio(&mut self, name: &str, helm: &str, steer: &str, ratio: f64, target: f64) {
        let verdict = self.verdict(ratio >= target);
        println!("{name:<46} {helm:>10} {steer:>10} {ratio:>7.1}x {target:>7.1}x  {verdict}");
    }

    /// A figure that has to stay below a bound of its own.
    pub(super) fn bound(&mut self, name: &str, helm: &str, steer: &str, value: f64, bound: f64) {
        let verdict = self.verdict(value <= bound);
        println!("{name:<46} {helm:>10} {steer:>10} {value:>8.2} {bound:>7.2}<  {verdict}");
    }

    /// A figure that could not be had, which is a missed target.
    pub(super) fn impossible(&mut self, name: &str, reason: &anyhow::Error) {
        self.missed += 1;
        println!("{name:<46} not measured: {reason:#}");
    }

    /// A line of explanation.
    pub(super) fn note(text: &str) {
        println!("{text}");
    }

    /// How many targets were missed.
    pub(super) fn missed(&self) -> usize {
        self.missed
    }

    fn verdict(&mut self, met: bool) -> &'static str {
        if met {
            return "ok";
        }
        self.missed += 1;
        "MISSED"
    }
}

/// A time in milliseconds.
pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// An amount of memory in mebibytes.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", as_mebibytes(bytes))
}

/// The same as a number.
#[expect(
    clippy::cast_precision_loss,
    reason = "amounts of memory are far below 2^52"
)]
pub(super) fn as_mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

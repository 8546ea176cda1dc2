use std::time::Duration;

/// The longest wait that a server can ask for.
const LONGEST: Duration = Duration::from_secs(10);

/// Whether an answer says that asking again may help.
pub(crate) fn passes(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// How long to wait before attempt number `attempt`, which begins at 2: what the server asks for, or longer each time.
pub(crate) fn pause(attempt: u32, asked: Option<&str>) -> Duration {
    let asked = asked.and_then(|text| text.trim().parse().ok());
    if let Some(seconds) = asked {
        return Duration::from_secs(seconds).min(LONGEST);
    }
    let base = 200 * 3_u64.saturating_pow(attempt.saturating_sub(2));
    let mut random = [0];
    // Without randomness several clients may come back together, which is no fault.
    let _not_random = getrandom::fill(&mut random);
    Duration::from_millis(base + base * u64::from(random[0]) / 512).min(LONGEST)
}

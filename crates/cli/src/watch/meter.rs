use std::time::Duration;

/// Measures this process.
#[derive(Debug)]
pub(super) struct Meter {
    #[cfg(target_os = "linux")]
    pages: Option<std::fs::File>,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            pages: std::fs::File::open("/proc/self/statm").ok(),
        }
    }

    /// The bytes of memory in use; nothing where the system does not tell cheaply.
    #[cfg(target_os = "linux")]
    pub(super) fn memory(&self) -> u64 {
        use std::os::unix::fs::FileExt as _;

        let mut text = [0; 64];
        let Some(Ok(length)) = self.pages.as_ref().map(|file| file.read_at(&mut text, 0)) else {
            return 0;
        };
        let pages = std::str::from_utf8(&text[..length])
            .ok()
            .and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
        pages.unwrap_or(0) * rustix::param::page_size() as u64
    }

    /// The bytes of memory in use; nothing where the system does not tell cheaply.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn memory(&self) -> u64 {
        0
    }
}

/// The processor time that all threads together have used.
#[cfg(unix)]
pub(super) fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// The time since the first call, where the system does not tell more.
#[cfg(not(unix))]
#[expect(
    clippy::disallowed_methods,
    reason = "this measures, it does not tell the time"
)]
pub(super) fn processor_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

use std::time::Duration;

/// How much stack a thread that renders needs beyond what templates may use.
pub const SPARE_STACK: usize = 8 << 20;

/// What a chart from an untrusted author may use before rendering gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderLimits {
    /// How long all templates together may run.
    pub time: Duration,
    /// How many bytes one template may print, those it includes counted too.
    pub output_bytes: usize,
    /// How many steps (nodes, loop turns, calls, and the size of what calls read and make) the templates may take.
    pub steps: u64,
    /// How much stack nested templates may need. It is reserved, not used, until they do.
    pub stack_bytes: usize,
    /// Whether the thread that calls has this stack, and [`SPARE_STACK`] beside it, and is watched for the time, so
    /// that no other thread is started for it.
    pub is_prepared: bool,
    /// Whether the process ends soon, so that its memory is left to the system: giving it back piece by piece takes a
    /// tenth of the time of a large render.
    pub leaves_memory: bool,
}

impl Default for RenderLimits {
    /// Five minutes, 64 MiB of output, twelve million steps (about a second), 200 MiB of stack.
    fn default() -> Self {
        Self {
            time: Duration::from_mins(5),
            output_bytes: 64 << 20,
            steps: 12_000_000,
            stack_bytes: 200 << 20,
            is_prepared: false,
            leaves_memory: false,
        }
    }
}

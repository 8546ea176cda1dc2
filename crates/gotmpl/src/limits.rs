use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What a template from an untrusted author may use before the engine gives up.
///
/// The limits of Go's own engine are not part of this: 100,000 levels of `template` and 10,000 nested parentheses
/// fail with Go's messages.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many bytes the output may have, that of templates run inside included.
    pub output_bytes: usize,
    /// How many nodes, loop turns and calls may be executed, over the life of an [`Interpreter`](crate::Interpreter).
    /// A call also counts by the size of its texts and of the collection it makes, and by what
    /// [`Body::Slow`](crate::Body::Slow) says. Ten million take about a second.
    pub steps: u64,
    /// How many bytes of the thread's stack parsing or executing may take, apart from a little for functions that
    /// run no templates. A thousand nested `include`s need a few megabytes.
    pub stack_bytes: usize,
    /// Ends the execution soon after somebody else finds it to use too much.
    pub interrupt: Interrupt,
}

impl Default for Limits {
    /// 64 MiB of output, twelve million steps, and a stack of 1 MiB, which every thread of Rust has.
    fn default() -> Self {
        Self {
            output_bytes: 64 << 20,
            steps: 12_000_000,
            stack_bytes: 1 << 20,
            interrupt: Interrupt::default(),
        }
    }
}

/// Ends executions from another thread, which watches what the engine cannot: time and memory.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<OnceLock<LimitError>>);

impl Interrupt {
    /// Ends the executions that have this interrupt or a clone of it; only the first limit counts.
    pub fn set(&self, limit: LimitError) {
        // A limit that was reached before is reported already.
        let _ = self.0.set(limit);
    }

    /// The limit that was reached, if any.
    pub fn get(&self) -> Option<LimitError> {
        self.0.get().copied()
    }
}

/// A limit of [`Limits`] that was reached, or one that somebody else watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// [`Limits::output_bytes`]
    #[error("the output is larger than the limit of {0} bytes")]
    Output(usize),
    /// [`Limits::steps`]
    #[error("the template runs longer than the limit of {0} steps")]
    Steps(u64),
    /// [`Limits::stack_bytes`]
    #[error("templates are nested too deeply: the limit of {0} bytes of stack is reached")]
    Stack(usize),
    /// The time that somebody else watches.
    #[error("the template takes longer than the limit of {0:?}")]
    Time(Duration),
    /// The memory that somebody else watches, in bytes.
    #[error("the template needs more than the limit of {} MiB of memory", .0 >> 20)]
    Memory(u64),
}

/// Watches how far the stack has grown since the guard was made.
///
/// Native recursion happens in few places (nested pipelines, control structures of the parser, functions that run
/// templates); frames differ in size between builds, so the guard measures bytes and not levels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StackGuard {
    base: usize,
    limit: usize,
}

impl StackGuard {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            base: stack_address(),
            limit,
        }
    }

    pub(crate) fn check(self) -> Result<(), LimitError> {
        if self.base.abs_diff(stack_address()) > self.limit {
            return Err(LimitError::Stack(self.limit));
        }
        Ok(())
    }
}

/// The address of something on the stack, as near to its top as safe code can tell.
#[inline]
fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

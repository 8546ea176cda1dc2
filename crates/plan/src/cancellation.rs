use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody wants an operation to end before it is done.
///
/// Asking is a matter of one switch, so that a signal can do it. From then on a cluster that knows of it does nothing
/// more, until the operation has seen it ([`Cancellation::acknowledge`]) and puts right what it had begun.
#[derive(Clone, Debug, Default)]
pub struct Cancellation {
    asked: Arc<AtomicBool>,
    seen: Arc<AtomicBool>,
}

impl Cancellation {
    /// The switch: whoever sets it asks.
    pub fn switch(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// Whether it was asked for and not seen yet.
    pub fn is_pending(&self) -> bool {
        self.asked.load(Ordering::SeqCst) && !self.seen.load(Ordering::SeqCst)
    }

    /// Sees it. Whether there was something to see.
    pub fn acknowledge(&self) -> bool {
        self.asked.load(Ordering::SeqCst) && !self.seen.swap(true, Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::Cancellation;

    #[test]
    fn it_is_seen_once() {
        let cancellation = Cancellation::default();
        assert!(!cancellation.is_pending() && !cancellation.acknowledge());
        cancellation.switch().store(true, Ordering::SeqCst);
        assert!(cancellation.is_pending() && cancellation.acknowledge());
        assert!(!cancellation.is_pending() && !cancellation.acknowledge());
    }
}

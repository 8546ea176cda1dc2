use std::sync::{Mutex, PoisonError};
use std::thread;

/// How much stack the second thread has: as much as a first one usually has.
const STACK: usize = 8 << 20;

/// The results of `work` for all items in their order, with the help of a second thread.
pub(super) fn map_on_two_threads<T: Send, R: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let mut results = Vec::new();
        while let Some((place, item)) = next() {
            results.push((place, work(item)));
        }
        results
    };
    let mut results = thread::scope(|scope| {
        // Without a second thread this one does all the work.
        let helper = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, run);
        let mut results = run();
        if let Ok(helper) = helper {
            match helper.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

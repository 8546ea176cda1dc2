//! One list of independent pieces of work, done by a few threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The number of workers a machine carries when nobody names one.
pub(crate) fn default_jobs() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

/// Applies `work` to every item with `jobs` threads, each with a state of its own; results keep the order.
pub(crate) fn map<T: Sync, S, R: Send>(
    items: &[T],
    jobs: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                let mut own = state();
                while let Some((index, item)) = claim(&next, items) {
                    let result = work(&mut own, item);
                    done.lock()
                        .expect("no worker panics while it holds the list")
                        .push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("every worker has ended");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn claim<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

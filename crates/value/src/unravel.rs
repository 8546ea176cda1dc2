//! Dropping deeply nested values without deep recursion.

use std::cell::{Cell, RefCell};

use crate::Value;

/// How many nested maps and lists are dropped by recursion before the rest is put aside.
const MAX_RECURSION: usize = 64;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static ASIDE: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

/// Drops what a map or list held. Text can nest values far deeper than the stack allows, so from some depth on they
/// are collected and dropped by the outermost call.
pub(crate) fn unravel(values: impl Iterator<Item = Value>) {
    let depth = DEPTH
        .try_with(|depth| depth.replace(depth.get() + 1))
        .unwrap_or(0);
    if depth < MAX_RECURSION {
        values.for_each(drop);
    } else {
        // Where the thread is ending there is nothing to collect in; the values are dropped as they come.
        let _ = ASIDE.try_with(|aside| aside.borrow_mut().extend(values));
    }
    if depth == 0 {
        while let Ok(Some(value)) = ASIDE.try_with(|aside| aside.borrow_mut().pop()) {
            drop(value);
        }
    }
    let _ = DEPTH.try_with(|at| at.set(depth));
}

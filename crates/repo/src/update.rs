use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use steersman_index::{Repository, Skipped};

use crate::{Getters, IndexCacheError, Places, download_index};

/// How many repositories are asked at once.
const AT_ONCE: usize = 16;

/// What came of a repository.
#[derive(Debug)]
pub struct Updated<'r> {
    /// The repository.
    pub repository: &'r Repository,
    /// What was passed over in its index, or why there is none.
    pub result: Result<Vec<Skipped>, IndexCacheError>,
}

/// Downloads the indexes of repositories, several at once, and tells of each as soon as it is done.
pub fn update_all<'r>(
    repositories: &[&'r Repository],
    places: &Places,
    getters: &Getters,
    tell: &mut dyn FnMut(Updated<'r>),
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let work = &|sender: mpsc::Sender<Updated<'r>>| {
        while let Some(repository) = repositories.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = download_index(repository, places, getters).map(|read| read.skipped);
            if sender.send(Updated { repository, result }).is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(repositories.len()) {
            let sender = sender.clone();
            scope.spawn(move || work(sender));
        }
        drop(sender);
        for updated in receiver {
            tell(updated);
        }
    });
}

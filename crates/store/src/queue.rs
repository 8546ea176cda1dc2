//! Reading many files, on two threads while they are still being found.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use steersman_chart::File;
use steersman_chart::archive::Limits;

use crate::StoreError;
use crate::read_file::Reader;

/// Fewer files than this are read when all are found.
const WORTH_A_THREAD: usize = 64;

/// How many files a thread takes at once.
const BATCH: usize = 16;

/// A file that was found.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    name: String,
}

/// A batch with the place of its first file among all.
type Batch = (usize, Vec<Found>);

/// A batch after it was read. What could not be read is as it was found.
type Finished = (usize, Vec<Result<File, Found>>);

/// Files to read in the order in which they are found.
///
/// A second thread reads ahead; whatever it meets with trouble is read again in order, so that errors and limits are
/// those of one thread.
#[derive(Debug)]
pub(crate) struct Queue<'l> {
    limits: &'l Limits,
    found: Vec<Found>,
    /// How many files were found before those.
    passed: usize,
    ahead: Option<Ahead>,
}

/// The second thread and the way to it.
#[derive(Debug)]
struct Ahead {
    sender: Sender<Batch>,
    shared: Arc<Shared>,
    thread: JoinHandle<Vec<Finished>>,
}

/// What both threads work on.
#[derive(Debug)]
struct Shared {
    batches: Mutex<Receiver<Batch>>,
    limits: Limits,
    /// Bytes that may still be read.
    remaining: AtomicU64,
    trouble: AtomicBool,
}

impl<'l> Queue<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            found: Vec::new(),
            passed: 0,
            ahead: None,
        }
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, path: &Path, name: &str) {
        self.found.push(Found {
            path: path.to_owned(),
            name: name.to_owned(),
        });
        if self.ahead.is_none() && self.found.len() >= WORTH_A_THREAD {
            self.ahead = Ahead::start(self.limits);
        }
        if self.found.len() >= BATCH {
            self.send();
        }
    }

    /// Hands what was found to the second thread, when there is one.
    fn send(&mut self) {
        if let Some(ahead) = &self.ahead {
            let batch = std::mem::take(&mut self.found);
            let count = batch.len();
            // The receiver lives as long as the sender.
            if ahead.sender.send((self.passed, batch)).is_ok() {
                self.passed += count;
            }
        }
    }

    /// Reads what is left, and returns all files.
    pub(crate) fn finish(mut self) -> Result<Vec<File>, StoreError> {
        self.send();
        let Self {
            limits,
            found,
            passed,
            ahead,
        } = self;
        let mut batches = ahead.map(Ahead::finish).unwrap_or_default();
        batches.push((passed, found.into_iter().map(Err).collect()));
        batches.sort_unstable_by_key(|(first, _)| *first);
        let mut reader = Reader::new(limits);
        let mut files = Vec::with_capacity(batches.iter().map(|(_, files)| files.len()).sum());
        for file in batches.into_iter().flat_map(|(_, files)| files) {
            files.push(match file {
                Ok(file) if reader.count(&file) => file,
                Ok(file) => return Err(reader.too_large(file.name)),
                Err(found) => reader.read(&found.path, found.name)?,
            });
        }
        Ok(files)
    }
}

impl Ahead {
    /// Starts the thread; nothing when there is none to be had.
    fn start(limits: &Limits) -> Option<Self> {
        let (sender, receiver) = channel();
        let shared = Arc::new(Shared {
            batches: Mutex::new(receiver),
            limits: *limits,
            remaining: AtomicU64::new(limits.total),
            trouble: AtomicBool::new(false),
        });
        let work = Arc::clone(&shared);
        let thread = thread::Builder::new().spawn(move || work.run()).ok()?;
        Some(Self {
            sender,
            shared,
            thread,
        })
    }

    /// Works along until nothing is left to read.
    fn finish(self) -> Vec<Finished> {
        drop(self.sender);
        let mut finished = self.shared.run();
        match self.thread.join() {
            Ok(more) => finished.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        finished
    }
}

impl Shared {
    /// Reads batches until no more can come.
    fn run(&self) -> Vec<Finished> {
        let mut reader = Reader::new(&self.limits);
        let mut finished = Vec::new();
        loop {
            let batch = self
                .batches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recv();
            let Ok((first, found)) = batch else {
                return finished;
            };
            let files = found.into_iter().map(|found| self.read(&mut reader, found));
            finished.push((first, files.collect()));
        }
    }

    /// Reads a file, unless that would be too much.
    fn read(&self, reader: &mut Reader<'_>, found: Found) -> Result<File, Found> {
        if self.trouble.load(Ordering::Relaxed) {
            return Err(found);
        }
        reader.allow(self.remaining.load(Ordering::Relaxed));
        let read = reader.read(&found.path, found.name.clone());
        let enough = |file: &File| {
            let length = file.data.len() as u64;
            self.remaining
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(length)
                })
                .is_ok()
        };
        match read {
            Ok(file) if enough(&file) => Ok(file),
            _ => {
                self.trouble.store(true, Ordering::Relaxed);
                Err(found)
            }
        }
    }
}

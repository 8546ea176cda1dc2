//! Reading the heads of all documents, on two threads when there is enough of them.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use steersman_yaml::{Error, Head, scan_manifest};

use crate::{RenderedFile, SplitRule, is_blank, split_documents};

/// Below this many bytes of text a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 256 << 10;

/// The documents of a file: where they stand and what their heads say, up to the first that can not be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileDocuments {
    pub(crate) documents: Vec<(Range<usize>, Head)>,
    pub(crate) failure: Option<(Range<usize>, Error)>,
}

/// The documents of each file, in the order of the files. Partials and blank files have none.
pub(crate) fn read_files(files: &[&RenderedFile], rule: SplitRule) -> Vec<FileDocuments> {
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if bytes < WORTH_A_THREAD || files.len() < 2 {
        return files.iter().map(|file| read_file(file, rule)).collect();
    }
    let next = AtomicUsize::new(0);
    let read: Vec<OnceLock<FileDocuments>> = files.iter().map(|_| OnceLock::new()).collect();
    let work = || {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let (Some(file), Some(slot)) = (files.get(n), read.get(n)) else {
                return;
            };
            slot.get_or_init(|| read_file(file, rule));
        }
    };
    thread::scope(|scope| {
        // Without a second thread this one does all the work.
        let helper = thread::Builder::new().spawn_scoped(scope, work);
        work();
        drop(helper);
    });
    read.into_iter()
        .map(|slot| slot.into_inner().unwrap_or_default())
        .collect()
}

/// The documents of one file.
pub(crate) fn read_file(file: &RenderedFile, rule: SplitRule) -> FileDocuments {
    let mut read = FileDocuments::default();
    let base = file.path.rsplit('/').next().unwrap_or(&file.path);
    if base.starts_with('_') || is_blank(&file.text) {
        return read;
    }
    for range in split_documents(&file.text, rule) {
        match scan_manifest(&file.text[range.clone()]) {
            Ok(head) => read.documents.push((range, head)),
            Err(error) => {
                read.failure = Some((range, error));
                break;
            }
        }
    }
    read
}

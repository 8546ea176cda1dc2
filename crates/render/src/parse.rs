//! Parsing the templates of a chart, on two threads when there is enough of them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use steersman_gotmpl::{FunctionNames, Limits, ParseError, ParsedText};

use crate::context::TemplateFile;
use crate::render::SPARE_STACK;

/// Below this many bytes of text a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 128 << 10;

/// How many files a thread takes at once.
const BATCH: usize = 4;

/// Parses all files while `meanwhile` runs, and returns the outcome of both. Of several mistakes the one in the first
/// file counts.
pub(crate) fn parse_templates<T>(
    files: &[TemplateFile<'_>],
    names: &FunctionNames,
    limits: &Limits,
    meanwhile: impl FnOnce() -> T,
) -> (T, Result<Vec<ParsedText>, ParseError>) {
    let work = Parsing {
        files,
        names,
        limits,
        next: AtomicUsize::new(0),
        parsed: files.iter().map(|_| OnceLock::new()).collect(),
    };
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let result =
        if bytes < WORTH_A_THREAD || thread::available_parallelism().is_ok_and(|n| n.get() < 2) {
            let result = meanwhile();
            work.run();
            result
        } else {
            let stack = limits.stack_bytes.saturating_add(SPARE_STACK);
            thread::scope(|scope| {
                // Without a second thread this one does all the work.
                let helper = thread::Builder::new()
                    .stack_size(stack)
                    .spawn_scoped(scope, || work.run());
                let result = meanwhile();
                work.run();
                drop(helper);
                result
            })
        };
    (result, work.finish())
}

struct Parsing<'a> {
    files: &'a [TemplateFile<'a>],
    names: &'a FunctionNames,
    limits: &'a Limits,
    next: AtomicUsize,
    parsed: Vec<OnceLock<Result<ParsedText, ParseError>>>,
}

impl Parsing<'_> {
    /// Parses files until none is left.
    fn run(&self) {
        loop {
            let first = self.next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= self.files.len() {
                return;
            }
            let batch = first..self.files.len().min(first + BATCH);
            for (file, slot) in self.files[batch.clone()].iter().zip(&self.parsed[batch]) {
                slot.get_or_init(|| {
                    ParsedText::parse(
                        file.path.as_str(),
                        file.text.clone(),
                        self.names,
                        self.limits,
                    )
                });
            }
        }
    }

    fn finish(self) -> Result<Vec<ParsedText>, ParseError> {
        self.parsed
            .into_iter()
            .filter_map(OnceLock::into_inner)
            .collect()
    }
}

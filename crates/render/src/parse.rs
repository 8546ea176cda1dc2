//! Parsing the templates of a chart, on two threads when there is enough of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use steersman_gotmpl::{FunctionNames, Limits, ParseError, ParsedText};

use crate::SPARE_STACK;
use crate::context::{TemplateFile, base_name};

/// Below this many bytes of text a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 128 << 10;

/// How many files a thread takes at once.
const BATCH: usize = 4;

/// With fewer files it is not worth looking for ones that resemble each other.
const WORTH_COMPARING: usize = 16;

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
        models: Mutex::default(),
        parsed: files.iter().map(|_| OnceLock::new()).collect(),
    };
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let result = if bytes < WORTH_A_THREAD {
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

/// The last file of each base name and length that was parsed: charts of one scaffold have templates that differ in
/// the name of the chart alone.
type Models<'a> = HashMap<(&'a str, usize), usize>;

struct Parsing<'a> {
    files: &'a [TemplateFile<'a>],
    names: &'a FunctionNames,
    limits: &'a Limits,
    next: AtomicUsize,
    models: Mutex<Models<'a>>,
    parsed: Vec<OnceLock<Result<ParsedText, ParseError>>>,
}

impl<'a> Parsing<'a> {
    /// Parses files until none is left.
    fn run(&self) {
        loop {
            let first = self.next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= self.files.len() {
                return;
            }
            let batch = first..self.files.len().min(first + BATCH);
            for (place, file) in batch.clone().zip(&self.files[batch]) {
                self.parsed[place].get_or_init(|| self.parse(place, file));
            }
        }
    }

    fn parse(&self, place: usize, file: &'a TemplateFile<'a>) -> Result<ParsedText, ParseError> {
        let (name, text) = (file.path.as_str(), file.text);
        if self.files.len() < WORTH_COMPARING {
            return ParsedText::parse(name, text.clone(), self.names, self.limits);
        }
        let kind = (base_name(name), text.len());
        let model = self.models().get(&kind).copied();
        let model = model.and_then(|model| self.parsed[model].get()?.as_ref().ok());
        if let Some(adapted) = model.and_then(|model| model.adapted(name, text.clone())) {
            return Ok(adapted);
        }
        let parsed = ParsedText::parse(name, text.clone(), self.names, self.limits);
        self.models().insert(kind, place);
        parsed
    }

    fn models(&self) -> MutexGuard<'_, Models<'a>> {
        self.models.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(self) -> Result<Vec<ParsedText>, ParseError> {
        self.parsed
            .into_iter()
            .filter_map(OnceLock::into_inner)
            .collect()
    }
}

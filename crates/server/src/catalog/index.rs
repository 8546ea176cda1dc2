//! All entries of a repository, in the order of its index.

use std::num::NonZero;
use std::sync::Arc;

use steersman_chart::Modified;

use super::body::{Delta, IndexBody, Layout};
use super::changes::{ChangeLog, VersionKey};
use super::chunk::{Chunk, MAX_ENTRIES};
use super::entry::{Entry, compare};
use super::joint::{FORMS, IndexForm, Joint};
use super::pieces::Piece;

/// Entries sorted by name and falling version, unique by both, in chunks that are replaced when they change.
#[derive(Debug, Default)]
pub(crate) struct RepoIndex {
    chunks: Vec<Arc<Chunk>>,
    /// The bodies of this generation by their form, once somebody asked for them.
    bodies: [Option<Arc<IndexBody>>; FORMS],
    log: ChangeLog,
    /// When it changed last.
    changed: Modified,
    /// Counts changes.
    generation: u64,
    length: usize,
}

/// A version that changed, with its entry unless it is gone.
pub(super) type Changed = (VersionKey, Option<Arc<Entry>>);

/// Chunks without a piece that are worth several threads.
const MANY: usize = 64;
/// Threads that make pieces.
const MAX_THREADS: usize = 4;

type Key<'a> = (&'a str, &'a str);

fn key(entry: &Entry) -> Key<'_> {
    (&entry.name, &entry.version)
}

impl RepoIndex {
    /// An index of these entries. Of two entries of one version the first stays; the others are answered.
    pub(crate) fn build(mut entries: Vec<Arc<Entry>>) -> (Self, Vec<Arc<Entry>>) {
        entries.sort_by(|left, right| compare(key(left), key(right)));
        let mut twins = Vec::new();
        let mut unique: Vec<Arc<Entry>> = Vec::with_capacity(entries.len());
        for entry in entries {
            match unique.last() {
                Some(last) if key(last) == key(&entry) => twins.push(entry),
                _ => unique.push(entry),
            }
        }
        let changed = unique
            .iter()
            .map(|entry| entry.created)
            .max()
            .unwrap_or_default();
        let length = unique.len();
        let chunks = unique
            .chunks(MAX_ENTRIES / 2)
            .map(|part| Arc::new(Chunk::new(part.to_vec())))
            .collect();
        let index = Self {
            chunks,
            bodies: Default::default(),
            log: ChangeLog::default(),
            changed,
            generation: 0,
            length,
        };
        (index, twins)
    }

    /// An index of entries as they were saved: in order, in chunks that begin at `starts`, with the pieces that were made
    /// of those chunks if they are known.
    pub(super) fn restore(
        entries: Vec<Arc<Entry>>,
        starts: &[usize],
        form: IndexForm,
        pieces: Option<Vec<Piece>>,
    ) -> Self {
        let in_order = entries.is_sorted_by(|left, right| compare(key(left), key(right)).is_lt());
        if !in_order || starts.first() != Some(&0) {
            return Self::build(entries).0;
        }
        let ends = starts[1..].iter().copied().chain([entries.len()]);
        let runs = starts.iter().copied().zip(ends);
        let pieces = pieces.filter(|pieces| pieces.len() == starts.len());
        let mut pieces = pieces.map(Vec::into_iter);
        let chunks = runs
            .map(|(start, end)| {
                let run = entries[start..end].to_vec();
                let piece = pieces.as_mut().and_then(Iterator::next);
                Arc::new(match piece {
                    Some(piece) => Chunk::restored(run, form, piece),
                    None => Chunk::new(run),
                })
            })
            .collect();
        let newest = entries.iter().map(|entry| entry.created).max();
        Self {
            chunks,
            changed: newest.unwrap_or_default(),
            length: entries.len(),
            ..Self::default()
        }
    }

    /// Sets when it changed last, as it was before a restart.
    pub(super) fn set_changed(&mut self, changed: Modified) {
        self.changed = changed.max(self.changed);
    }

    /// How many versions there are.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Counts changes.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes the generation count on from that of an older index.
    pub(crate) fn follow(&mut self, older: &Self, now: Modified) {
        self.generation = older.generation + 1;
        self.log = ChangeLog::from(self.generation);
        self.changed = now.max(older.changed);
    }

    /// The place of a key: its chunk, and its place there or where it would stand.
    fn place(&self, wanted: Key<'_>) -> (usize, Result<usize, usize>) {
        let after = self
            .chunks
            .partition_point(|chunk| compare(key(&chunk.entries[0]), wanted).is_le());
        let at = after.saturating_sub(1);
        let found = self.chunks.get(at).map_or(Err(0), |chunk| {
            chunk
                .entries
                .binary_search_by(|entry| compare(key(entry), wanted))
        });
        (at, found)
    }

    /// The entry of that version.
    pub(crate) fn get(&self, name: &str, version: &str) -> Option<&Arc<Entry>> {
        let (chunk, place) = self.place((name, version));
        self.chunks.get(chunk)?.entries.get(place.ok()?)
    }

    /// Puts an entry in, or another in its place.
    pub(crate) fn insert(&mut self, entry: Arc<Entry>, now: Modified) {
        self.touch(now);
        self.log.note(self.generation, &entry.name, &entry.version);
        let (at, place) = self.place(key(&entry));
        let Some(chunk) = self.chunks.get(at) else {
            self.chunks.push(Arc::new(Chunk::new(vec![entry])));
            self.length = 1;
            return;
        };
        let mut entries = chunk.entries.clone();
        match place {
            Ok(place) => entries[place] = entry,
            Err(place) => {
                entries.insert(place, entry);
                self.length += 1;
            }
        }
        let rest = (entries.len() > MAX_ENTRIES).then(|| entries.split_off(MAX_ENTRIES / 2));
        self.chunks[at] = Arc::new(Chunk::new(entries));
        if let Some(rest) = rest {
            self.chunks.insert(at + 1, Arc::new(Chunk::new(rest)));
        }
    }

    /// Takes the entry of that version out.
    pub(crate) fn remove(
        &mut self,
        name: &str,
        version: &str,
        now: Modified,
    ) -> Option<Arc<Entry>> {
        let (at, place) = self.place((name, version));
        let place = place.ok()?;
        self.touch(now);
        let mut entries = self.chunks[at].entries.clone();
        let removed = entries.remove(place);
        self.log.note(self.generation, &removed.name, version);
        self.length -= 1;
        if entries.is_empty() {
            self.chunks.remove(at);
        } else {
            self.chunks[at] = Arc::new(Chunk::new(entries));
        }
        Some(removed)
    }

    fn touch(&mut self, now: Modified) {
        self.bodies = Default::default();
        self.changed = now.max(self.changed);
        self.generation += 1;
    }

    /// All entries in order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.chunks.iter().flat_map(|chunk| &chunk.entries)
    }

    /// The versions of a chart, the highest first.
    pub(crate) fn versions<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arc<Entry>> {
        // Some chunk before the one that begins with the name may end with it.
        let from = self
            .chunks
            .partition_point(|chunk| &*chunk.entries[0].name < name);
        self.chunks[from.saturating_sub(1)..]
            .iter()
            .flat_map(|chunk| &chunk.entries)
            .skip_while(move |entry| &*entry.name < name)
            .take_while(move |entry| &*entry.name == name)
    }

    /// The name of the next chart after `last` in the order of names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        let mut last: Option<&Arc<str>> = None;
        self.entries().filter_map(move |entry| {
            let is_new = last.is_none_or(|last| *last != entry.name);
            last = Some(&entry.name);
            is_new.then_some(&entry.name)
        })
    }

    /// The body, when it was made in this generation.
    pub(crate) fn ready_body(&self, form: IndexForm) -> Option<Arc<IndexBody>> {
        self.bodies[form as usize].clone()
    }

    /// What a body of this generation is made of, to be made without holding the index.
    pub(crate) fn plan_body(&self) -> BodyPlan {
        BodyPlan {
            chunks: self.chunks.clone(),
            changed: self.changed,
            generation: self.generation,
        }
    }

    /// Keeps a body, unless the index has changed since its plan.
    pub(crate) fn keep_body(&mut self, generation: u64, form: IndexForm, body: &Arc<IndexBody>) {
        self.log.name(body.plain_tag(), generation);
        if generation == self.generation {
            self.bodies[form as usize] = Some(Arc::clone(body));
        }
    }

    /// What changed since the index of a tag, as an index of its own: the entries there are, and the versions that are
    /// gone. `None` when the tag is not known or too old.
    pub(crate) fn since(&self, tag: &str) -> Option<(Self, Vec<VersionKey>)> {
        let mut removed = Vec::new();
        let mut entries = Vec::new();
        for (name, version) in self.log.since(tag)? {
            match self.get(name, version) {
                Some(entry) => entries.push(Arc::clone(entry)),
                None => removed.push((Arc::clone(name), version.clone())),
            }
        }
        let mut index = Self::build(entries).0;
        index.changed = self.changed;
        Some((index, removed))
    }

    /// What changed after that generation: names and versions, with their entries where there are some. `None` when that
    /// is not known any more.
    pub(super) fn changes_after(&self, generation: u64) -> Option<Vec<Changed>> {
        let changes = self.log.after(generation)?.into_iter();
        let found = changes.map(|key| (key.clone(), self.get(&key.0, &key.1).cloned()));
        Some(found.collect())
    }

    /// The versions of one chart as an index of its own.
    pub(crate) fn of_chart(&self, name: &str) -> Self {
        Self::build(self.versions(name).cloned().collect()).0
    }
}

/// The chunks of one generation.
#[derive(Debug)]
pub(crate) struct BodyPlan {
    chunks: Vec<Arc<Chunk>>,
    changed: Modified,
    pub(crate) generation: u64,
}

impl BodyPlan {
    /// When the index changed last.
    pub(super) fn changed(&self) -> Modified {
        self.changed
    }

    /// The entries of that generation.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.runs().flatten()
    }

    /// The entries of that generation, as they lie together.
    pub(super) fn runs(&self) -> impl Iterator<Item = &[Arc<Entry>]> {
        self.chunks.iter().map(|chunk| &*chunk.entries)
    }

    /// The piece of each run: those that did not change are taken as they are.
    pub(super) fn pieces(&self, layout: &Layout) -> Vec<Piece> {
        let mut joined = Vec::with_capacity(self.chunks.len());
        let mut last: Option<&Entry> = None;
        for chunk in &self.chunks {
            let joint = match last {
                None => Joint::First,
                Some(last) if last.name == chunk.entries[0].name => Joint::Same,
                Some(_) => Joint::Other,
            };
            joined.push((joint, &**chunk));
            last = chunk.entries.last().map(|entry| &**entry);
        }
        make_at_once(&joined, layout);
        let pieces = joined.into_iter().map(|(joint, chunk)| {
            let piece = chunk.segment(joint, layout.form, &layout.base);
            (joint, piece)
        });
        pieces.collect()
    }

    /// Makes the body.
    pub(crate) fn build(&self, layout: &Layout, delta: Option<&Delta>) -> IndexBody {
        let pieces = self.pieces(layout).into_iter().map(|(_, piece)| piece);
        IndexBody::new(pieces.collect(), self.changed, layout, delta)
    }
}

/// Makes what is missing of many chunks on several threads: the first index after a start should not take long.
fn make_at_once(joined: &[(Joint, &Chunk)], layout: &Layout) {
    let missing: Vec<_> = joined
        .iter()
        .filter(|(joint, chunk)| !chunk.has_segment(*joint, layout.form))
        .collect();
    if missing.len() < MANY {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let part = missing.len().div_ceil(threads.min(MAX_THREADS));
    std::thread::scope(|scope| {
        for part in missing.chunks(part) {
            scope.spawn(move || {
                for (joint, chunk) in part {
                    chunk.segment(*joint, layout.form, &layout.base);
                }
            });
        }
    });
}

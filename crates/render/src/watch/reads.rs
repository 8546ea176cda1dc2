use std::collections::{BTreeMap, BTreeSet, HashMap};

use steersman_chart::values::{PathPart, ValuePath};
use steersman_gotmpl::Position;
use steersman_value::{Map, Str, Value};

use super::paths::{Paths, PlaceId};

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadKind {
    /// The value itself; of a table or list, what stands in it is another matter.
    Value,
    /// A table or list with everything in it, as `toYaml` takes it.
    Whole,
}

/// A line of a template that reads a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The file.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The line itself, without white space around it.
    pub text: String,
    /// How the value is read there.
    pub kind: ReadKind,
}

/// Which values were read, and where. Values that were looked for and are not there are part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadLog(BTreeMap<ValuePath, Vec<Read>>);

impl ReadLog {
    /// The values that were read, each with the lines that read it.
    pub fn iter(&self) -> impl Iterator<Item = (&ValuePath, &[Read])> {
        self.0.iter().map(|(path, reads)| (path, reads.as_slice()))
    }

    /// The lines that read the value at `path`, or take something around it as a whole.
    pub fn readers(&self, path: &ValuePath) -> Vec<&Read> {
        let mut readers: BTreeSet<&Read> = self.0.get(path).into_iter().flatten().collect();
        for length in 0..path.0.len() {
            let around = ValuePath(path.0[..length].to_vec());
            readers.extend(
                self.0
                    .get(&around)
                    .into_iter()
                    .flatten()
                    .filter(|read| read.kind == ReadKind::Whole),
            );
        }
        readers.into_iter().collect()
    }

    /// Whether the value at `path` was read, by itself or with something around it.
    pub fn is_read(&self, path: &ValuePath) -> bool {
        self.0.contains_key(path) || !self.readers(path).is_empty()
    }

    /// The keys of the table at `path` that templates looked for.
    pub fn keys_read(&self, path: &ValuePath) -> impl Iterator<Item = &Str> {
        let depth = path.0.len();
        self.0
            .keys()
            .filter(move |read| read.0.len() == depth + 1 && read.0.starts_with(&path.0))
            .filter_map(move |read| match &read.0[depth] {
                PathPart::Key(key) => Some(key),
                PathPart::Index(_) => None,
            })
    }
}

/// A read as it is noted while templates run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Note {
    place: PlaceId,
    /// The key or item at the place; nothing when the place itself is meant.
    part: Option<PathPart>,
    kind: ReadKind,
    file: Str,
    offset: u32,
}

/// Notes which values are read.
#[derive(Debug)]
pub(super) struct ReadTracer {
    paths: Paths,
    notes: HashMap<Note, Str>,
    /// Where the calls were made that templates now run in: the text of a `tpl` has no file of its own.
    calls: Vec<(Str, Str, u32)>,
    set_name: Str,
}

/// Functions that hand their arguments on, or look at less than all of them.
const HARMLESS: &[&str] = &[
    "and",
    "append",
    "coalesce",
    "default",
    "dict",
    "empty",
    "eq",
    "first",
    "include",
    "index",
    "kindIs",
    "kindOf",
    "last",
    "len",
    "list",
    "mustAppend",
    "mustPrepend",
    "ne",
    "not",
    "or",
    "prepend",
    "required",
    "set",
    "ternary",
    "tpl",
    "tuple",
    "typeIs",
    "typeIsLike",
    "typeOf",
    "unset",
];

impl ReadTracer {
    /// `set_name` is the name that texts of `tpl` go by.
    pub(super) fn new(values: &Value, set_name: &str) -> Self {
        Self {
            paths: Paths::of(values),
            notes: HashMap::new(),
            calls: Vec::new(),
            set_name: set_name.into(),
        }
    }

    fn note(&mut self, identity: usize, part: Option<PathPart>, kind: ReadKind, at: Position<'_>) {
        let Some(place) = self.paths.find(identity) else {
            return;
        };
        let in_text = *at.file == self.set_name;
        let (file, text, offset) = match self
            .calls
            .iter()
            .rev()
            .find(|(file, ..)| *file != self.set_name)
        {
            Some(call) if in_text => call.clone(),
            _ => (at.file.clone(), at.text.clone(), at.offset),
        };
        self.notes.insert(
            Note {
                place,
                part,
                kind,
                file,
                offset,
            },
            text,
        );
    }

    pub(super) fn read_key(&mut self, map: &Map, key: &[u8], at: Position<'_>) {
        self.note(
            map.identity(),
            Some(PathPart::Key(key.into())),
            ReadKind::Value,
            at,
        );
    }

    /// A value is printed or ranged over: what stands directly in it is read.
    pub(super) fn use_value(&mut self, value: &Value, at: Position<'_>) {
        match value {
            Value::Map(map) if self.paths.find(map.identity()).is_some() => {
                let keys: Vec<Str> = map.entries().keys().cloned().collect();
                for key in keys {
                    self.note(
                        map.identity(),
                        Some(PathPart::Key(key)),
                        ReadKind::Value,
                        at,
                    );
                }
            }
            Value::List(list) if self.paths.find(list.identity()).is_some() => {
                for index in 0..list.len() {
                    self.note(
                        list.identity(),
                        Some(PathPart::Index(index)),
                        ReadKind::Value,
                        at,
                    );
                }
            }
            _ => {}
        }
    }

    pub(super) fn enter_function(&mut self, name: &str, arguments: &[Value], at: Position<'_>) {
        self.calls
            .push((at.file.clone(), at.text.clone(), at.offset));
        match (name, arguments) {
            ("get" | "hasKey", [Value::Map(map), Value::Str(key)]) => self.read_key(map, key, at),
            ("pluck", [Value::Str(key), maps @ ..]) => {
                maps.iter()
                    .filter_map(Value::as_map)
                    .for_each(|map| self.read_key(map, key, at));
            }
            ("pick", [Value::Map(map), keys @ ..]) => {
                keys.iter()
                    .filter_map(Value::as_str)
                    .for_each(|key| self.read_key(map, key, at));
            }
            ("dig", [keys @ .., _, map]) => self.dig(keys, map, at),
            _ if HARMLESS.contains(&name) => {}
            _ => {
                for value in arguments {
                    match value {
                        Value::Map(map) => self.note(map.identity(), None, ReadKind::Whole, at),
                        Value::List(list) => self.note(list.identity(), None, ReadKind::Whole, at),
                        _ => {}
                    }
                }
            }
        }
    }

    pub(super) fn leave_function(&mut self) {
        self.calls.pop();
    }

    fn dig(&mut self, keys: &[Value], map: &Value, at: Position<'_>) {
        let mut map = map.as_map().cloned();
        for key in keys.iter().filter_map(Value::as_str) {
            let Some(table) = map else { return };
            self.read_key(&table, key, at);
            map = table.get(key).and_then(|value| value.as_map().cloned());
        }
    }

    /// Everything that was noted, sorted.
    pub(super) fn finish(self) -> ReadLog {
        let mut log: BTreeMap<ValuePath, BTreeSet<Read>> = BTreeMap::new();
        #[expect(clippy::iter_over_hash_type, reason = "the log sorts what it gets")]
        for (note, text) in self.notes {
            let mut path = self.paths.path(note.place);
            path.0.extend(note.part);
            let (line, text) = line_at(&text, note.offset);
            let read = Read {
                file: note.file.to_text().into_owned(),
                line,
                text,
                kind: note.kind,
            };
            log.entry(path).or_default().insert(read);
        }
        ReadLog(
            log.into_iter()
                .map(|(path, reads)| (path, reads.into_iter().collect()))
                .collect(),
        )
    }
}

/// The number and the text of the line that holds the offset.
fn line_at(text: &[u8], offset: u32) -> (usize, String) {
    let at = (offset as usize).min(text.len());
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline);
    let number = 1 + memchr::memchr_iter(b'\n', &text[..at]).count();
    (
        number,
        String::from_utf8_lossy(&text[start..end]).trim().to_owned(),
    )
}

//! A run of entries in the order of the index.

use std::sync::{Arc, Mutex, PoisonError};

use steersman_yaml::encode_tree;

use super::entry::{Entry, UrlBase};
use super::joint::{FORMS, IndexForm, Joint};
use super::pieces::Piece;
use super::segment::Segment;
use crate::package::tree_of;

/// Entries that are compressed together: more compress better, fewer are rebuilt faster.
pub(super) const MAX_ENTRIES: usize = 64;

/// The last piece made of a chunk, with what stood before it.
type Made = Piece;

/// A run of entries. It is never changed, only replaced.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) entries: Vec<Arc<Entry>>,
    made: Mutex<[Option<Made>; FORMS]>,
}

impl Chunk {
    pub(super) fn new(entries: Vec<Arc<Entry>>) -> Self {
        Self {
            entries,
            made: Mutex::default(),
        }
    }

    /// A run of entries with a piece that was made of them before.
    pub(super) fn restored(entries: Vec<Arc<Entry>>, form: IndexForm, piece: Made) -> Self {
        let chunk = Self::new(entries);
        let mut made = chunk.made.lock().unwrap_or_else(PoisonError::into_inner);
        made[form as usize] = Some(piece);
        drop(made);
        chunk
    }

    /// The piece of the index, made when it is asked for the first time.
    pub(super) fn segment(&self, joint: Joint, form: IndexForm, base: &UrlBase) -> Arc<Segment> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let made = &mut made[form as usize];
        if let Some((known, segment)) = made
            && *known == joint
        {
            return Arc::clone(segment);
        }
        let text = match form {
            IndexForm::Yaml => self.yaml(joint, base),
            IndexForm::Json => self.json(joint, base),
        };
        let segment = Arc::new(Segment::new(text.as_bytes()));
        *made = Some((joint, Arc::clone(&segment)));
        segment
    }

    /// Whether the piece was made already.
    pub(super) fn has_segment(&self, joint: Joint, form: IndexForm) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made[form as usize]
            .as_ref()
            .is_some_and(|(known, _)| *known == joint)
    }

    fn yaml(&self, joint: Joint, base: &UrlBase) -> String {
        let mut text = String::new();
        let mut last = (joint == Joint::Same).then(|| &self.entries[0].name);
        for entry in &self.entries {
            if last != Some(&entry.name) {
                text.push_str("  ");
                text.push_str(&yaml_key(&entry.name));
                text.push_str(":\n");
                last = Some(&entry.name);
            }
            let written = encode_tree(&tree_of(entry.to_json(base))).unwrap_or_default();
            let mut start = "  - ";
            for line in String::from_utf8_lossy(&written).lines() {
                if !line.is_empty() {
                    text.push_str(start);
                    text.push_str(line);
                }
                text.push('\n');
                start = "    ";
            }
        }
        text
    }

    fn json(&self, joint: Joint, base: &UrlBase) -> String {
        let mut text = String::new();
        let mut last = (joint == Joint::Same).then(|| &self.entries[0].name);
        for (n, entry) in self.entries.iter().enumerate() {
            if last == Some(&entry.name) {
                text.push(',');
            } else {
                let first = n == 0 && joint == Joint::First;
                text.push_str(if first { "" } else { "]," });
                text.push_str(&serde_json::Value::from(&*entry.name).to_string());
                text.push_str(":[");
                last = Some(&entry.name);
            }
            entry.append_json(base, &mut text);
        }
        text
    }
}

/// A name as a key of a mapping, quoted where YAML needs it.
fn yaml_key(name: &str) -> String {
    let written = encode_tree(&steersman_value::Tree::from(name)).unwrap_or_default();
    String::from_utf8_lossy(&written).trim_end().to_owned()
}

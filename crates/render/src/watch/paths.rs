use std::collections::HashMap;

use steersman_chart::values::{PathPart, ValuePath};
use steersman_value::Value;

/// A place in the tree of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PlaceId(u32);

/// The maps and lists of the values, by their identity: however a template comes by one of them, it is known
/// where it stands.
#[derive(Debug)]
pub(super) struct Paths {
    by_identity: HashMap<usize, PlaceId>,
    steps: Vec<(PlaceId, PathPart)>,
}

const ROOT: PlaceId = PlaceId(0);

/// How deep values are followed. What is deeper is not watched.
const MAX_DEPTH: usize = 200;

impl Paths {
    /// The places of everything below `values`.
    pub(super) fn of(values: &Value) -> Self {
        let mut paths = Self {
            by_identity: HashMap::new(),
            steps: vec![(ROOT, PathPart::Index(0))],
        };
        paths.add(values, ROOT, 0);
        paths
    }

    fn add(&mut self, value: &Value, place: PlaceId, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match value {
            Value::Map(map) => {
                // A table of globals stands in several places: the first one, nearest to the top, names it.
                if self.by_identity.contains_key(&map.identity()) {
                    return;
                }
                self.by_identity.insert(map.identity(), place);
                for (key, value) in map
                    .entries()
                    .iter()
                    .filter(|(_, value)| is_container(value))
                {
                    let inner = self.step(place, PathPart::Key(key.clone()));
                    self.add(value, inner, depth + 1);
                }
            }
            Value::List(list) => {
                if self.by_identity.contains_key(&list.identity()) {
                    return;
                }
                self.by_identity.insert(list.identity(), place);
                for (index, value) in list
                    .items()
                    .iter()
                    .enumerate()
                    .filter(|(_, value)| is_container(value))
                {
                    let inner = self.step(place, PathPart::Index(index));
                    self.add(value, inner, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, from: PlaceId, part: PathPart) -> PlaceId {
        self.steps.push((from, part));
        PlaceId(u32::try_from(self.steps.len() - 1).unwrap_or(u32::MAX))
    }

    /// Where a map or list stands, when it is one of the values.
    pub(super) fn find(&self, identity: usize) -> Option<PlaceId> {
        self.by_identity.get(&identity).copied()
    }

    /// The way from the top to a place.
    pub(super) fn path(&self, place: PlaceId) -> ValuePath {
        let mut parts = Vec::new();
        let mut at = place;
        while at != ROOT {
            let (from, part) = &self.steps[at.0 as usize];
            parts.push(part.clone());
            at = *from;
        }
        parts.reverse();
        ValuePath(parts)
    }
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

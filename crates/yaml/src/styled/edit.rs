//! Looking up and changing texts in nested mappings.

use super::node::{Body, Collection, CollectionStyle, ScalarStyle, StyledEntry, StyledNode};

impl StyledNode {
    fn map(&self) -> Option<&Collection> {
        match &self.body {
            Body::Map(collection) => Some(collection),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.map()?.entries.iter().find(|entry| entry.is(key))?;
        Some(&found.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Body::Map(collection) = &mut self.body else {
            return None;
        };
        let found = collection.entries.iter_mut().find(|entry| entry.is(key))?;
        Some(&mut found.value)
    }

    /// The value of `key`, which is made where there is none.
    pub(super) fn get_or_insert(&mut self, key: &str) -> Option<&mut Self> {
        if self.get(key).is_none() {
            self.insert(key, Self::empty_map());
        }
        self.get_mut(key)
    }

    /// Puts a value behind the others, or in the place of the one that is there.
    pub(super) fn insert(&mut self, key: &str, value: Self) {
        if let Some(place) = self.get_mut(key) {
            *place = value;
            return;
        }
        let Body::Map(collection) = &mut self.body else {
            return;
        };
        if collection.entries.is_empty() {
            collection.style = CollectionStyle::Block;
        }
        let mut head = std::mem::take(&mut collection.tail);
        if let Some(last) = head.last_mut() {
            last.blank_after = true;
        }
        collection.entries.push(StyledEntry {
            head,
            key: Some(Self::scalar(key, ScalarStyle::Plain)),
            key_line: None,
            value,
            line: None,
        });
    }

    /// Removes a key; comments after it stay behind the one before.
    pub(super) fn remove(&mut self, key: &str) {
        if let Body::Map(collection) = &mut self.body {
            collection.entries.retain(|entry| !entry.is(key));
        }
    }
}

impl StyledEntry {
    fn is(&self, key: &str) -> bool {
        self.key.as_ref().is_some_and(|found| found.is_text(key))
    }
}

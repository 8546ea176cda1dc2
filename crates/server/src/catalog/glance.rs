//! What a folder held at the last look, in few bytes, so that the next look needs to ask about new files only.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

/// A file of a folder: its name and the number that the storage gave it.
pub(super) type File = (String, u64);

/// A folder as it was.
#[derive(Debug, Default)]
pub(super) struct Glance {
    keys: RandomState,
    files: HashSet<u64>,
}

impl Glance {
    /// What is there now, and the names of the files that were not there then.
    pub(super) fn renew(&self, files: &[File]) -> (Self, Vec<String>) {
        let mut now = Self {
            keys: self.keys.clone(),
            files: HashSet::with_capacity(files.len()),
        };
        let mut new = Vec::new();
        for file in files {
            let hash = now.keys.hash_one(file);
            now.files.insert(hash);
            if !self.files.contains(&hash) {
                new.push(file.0.clone());
            }
        }
        (now, new)
    }
}

#[cfg(test)]
mod tests {
    use super::Glance;

    #[test]
    fn tells_what_came() {
        let file = |name: &str, number| (name.to_owned(), number);
        let (two, first) = Glance::default().renew(&[file("a", 1), file("b", 2)]);
        assert_eq!(first, ["a", "b"]);
        let (_, same) = two.renew(&[file("b", 2), file("a", 1)]);
        assert!(same.is_empty());
        let (_, replaced) = two.renew(&[file("a", 3), file("b", 2)]);
        assert_eq!(replaced, ["a"]);
        let (none, gone) = two.renew(&[]);
        assert!(gone.is_empty());
        assert_eq!(none.renew(&[file("b", 2)]).1, ["b"]);
    }
}

//! What a folder held at the last look, in few bytes, so that the next look needs to ask about new files only.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

/// The files of a folder: names, each with the number that the storage gave it.
pub(super) type Files = Vec<(String, u64)>;

/// A folder as it was.
#[derive(Debug, Default)]
pub(super) struct Glance {
    keys: RandomState,
    files: HashSet<u64>,
}

/// How a folder differs from what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The names of files that were not there.
    pub(super) new: Vec<String>,
    /// Whether a file is there no more.
    pub(super) lost: bool,
}

impl Glance {
    /// What is there now, and what differs from then.
    pub(super) fn renew(&self, files: &Files) -> (Self, Difference) {
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
        let stayed = now.files.len().saturating_sub(new.len());
        let lost = stayed < self.files.len();
        (now, Difference { new, lost })
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Glance};

    #[test]
    fn tells_what_came_and_that_something_went() {
        let file = |name: &str, number| (name.to_owned(), number);
        let differs = |new: &[&str], lost| Difference {
            new: new.iter().map(|&name| name.to_owned()).collect(),
            lost,
        };
        let none = Glance::default();
        let (two, first) = none.renew(&vec![file("a", 1), file("b", 2)]);
        assert_eq!(first, differs(&["a", "b"], false));
        let (_, same) = two.renew(&vec![file("b", 2), file("a", 1)]);
        assert_eq!(same, differs(&[], false));
        let (_, replaced) = two.renew(&vec![file("a", 3), file("b", 2)]);
        assert_eq!(replaced, differs(&["a"], true));
        let (one, gone) = two.renew(&vec![file("b", 2)]);
        assert_eq!(gone, differs(&[], true));
        assert_eq!(one.renew(&vec![]).1, differs(&[], true));
    }
}

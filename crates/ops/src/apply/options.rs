use std::collections::HashSet;

use steersman_plan::Resource;
use steersman_release::ApplyMethod;

/// How new objects are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CreateOptions {
    pub(crate) method: ApplyMethod,
    /// Whether server-side apply takes fields from other owners.
    pub(crate) force: bool,
}

/// The runs of objects that can be worked on at once: of one kind, and each object once. Of one that a manifest has
/// twice the later one is what stays.
pub(super) fn kind_runs(resources: &[Resource]) -> impl Iterator<Item = &[Resource]> {
    let kinds = resources.chunk_by(|a, b| a.target.gvk.kind == b.target.gvk.kind);
    kinds.flat_map(|run| {
        let mut seen = HashSet::new();
        run.chunk_by(move |before, next| {
            seen.insert(before.target.clone());
            let is_new = !seen.contains(&next.target);
            if !is_new {
                seen.clear();
            }
            is_new
        })
    })
}

#[cfg(test)]
mod tests {
    use steersman_plan::{Gvk, Object, ObjectRef, Resource};

    use super::kind_runs;

    #[test]
    fn objects_that_come_twice_are_in_different_runs() {
        let cases: [(&[&str], &[usize]); 5] = [
            (&[], &[]),
            (&["A/x", "A/y", "B/x"], &[2, 1]),
            (&["A/x", "A/x"], &[1, 1]),
            (&["A/x", "A/y", "A/x", "A/y"], &[2, 2]),
            (&["A/x", "A/y", "A/y", "A/x", "A/z", "A/x"], &[2, 3, 1]),
        ];
        for (names, sizes) in cases {
            let resource = |text: &&str| {
                let (kind, name) = text.split_once('/').expect("a kind and a name");
                Resource {
                    target: ObjectRef {
                        gvk: Gvk::new("v1", kind),
                        namespace: None,
                        name: name.to_owned(),
                    },
                    object: Object::default(),
                }
            };
            let all: Vec<Resource> = names.iter().map(resource).collect();
            let runs: Vec<usize> = kind_runs(&all).map(<[_]>::len).collect();
            assert_eq!(runs, sizes, "{names:?}");
        }
    }
}

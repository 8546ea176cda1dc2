use std::collections::btree_map::Entry;

use steersman_value::{Table, Tree};

/// Puts `over` on top of `base`: tables are merged, everything else is replaced, null included.
pub fn merge_maps(base: &mut Table, over: Table) {
    for (key, value) in over {
        match base.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
            Entry::Occupied(mut entry) => match (entry.get_mut(), value) {
                (Tree::Map(base), Tree::Map(over)) => merge_maps(base, over),
                (place, value) => *place = value,
            },
        }
    }
}

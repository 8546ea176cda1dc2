use steersman_value::{Table, Tree};

use crate::Chart;

/// Whether bringing values together surely leaves nothing to say: wherever two tables meet, tables meet tables and
/// other values meet their like. `layers` are the tables above the chart's own, the uppermost first.
///
/// It takes a fraction of the time of doing it. Globals of a chart that meet those of a sub-chart are not looked into.
pub(super) fn is_quiet(chart: &Chart, layers: &[&Table], has_globals: bool) -> bool {
    let mut all = layers.to_vec();
    all.push(&chart.values);
    let mut globals = all.iter().filter_map(|table| table.get(&b"global"[..]));
    let Some(has_own) = globals.try_fold(false, |any, tree| match tree {
        Tree::Map(table) => Some(any || !table.is_empty()),
        _ => None,
    }) else {
        return false;
    };
    if has_own && has_globals {
        return false;
    }
    layers.iter().all(|top| agree(top, &chart.values))
        && chart.dependencies.iter().all(|dependency| {
            let name = dependency.name().as_bytes();
            let inner: Option<Vec<_>> = all
                .iter()
                .filter_map(|table| table.get(name))
                .map(Tree::as_map)
                .collect();
            inner.is_some_and(|inner| is_quiet(dependency, &inner, has_own || has_globals))
        })
}

fn agree(top: &Table, below: &Table) -> bool {
    top.iter().all(|(key, top)| match (top, below.get(key)) {
        (Tree::Map(top), Some(Tree::Map(below))) => agree(top, below),
        (top, Some(below)) => !is_table_or_null(top) && !is_table_or_null(below),
        (_, None) => true,
    })
}

fn is_table_or_null(tree: &Tree) -> bool {
    matches!(tree, Tree::Map(_) | Tree::Null)
}

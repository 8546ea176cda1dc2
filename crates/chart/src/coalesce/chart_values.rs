use std::collections::BTreeSet;

use steersman_names::HelmDialect;
use steersman_value::{Map, Str, Table, Tree};

use super::CoalesceError;
use super::globals::push_globals;
use super::node::{Node, Shared};
use super::tables::{NullDefaults, Nulls, adds_nothing, join_path, overlay};
use crate::{Chart, Notice};

/// The values that templates see, and what there is to say about them.
#[derive(Debug)]
pub struct Coalesced {
    /// The values of the root chart; those of each sub-chart are the table under its name.
    pub values: Map,
    /// What to tell the user.
    pub notices: Vec<Notice>,
}

/// Brings the user's values, the chart's and those of its dependencies together for rendering.
///
/// Call [`process_dependencies`](super::process_dependencies) before.
///
/// # Errors
/// [`CoalesceError`]
pub fn coalesce_values(
    chart: &Chart,
    values: &Table,
    dialect: HelmDialect,
) -> Result<Coalesced, CoalesceError> {
    let mut notices = Vec::new();
    let top = gather(chart, values, Nulls::Remove, dialect, &mut notices)?;
    Ok(Coalesced {
        values: top.to_map()?,
        notices,
    })
}

/// As [`coalesce_values`], as a plain table.
///
/// # Errors
/// [`CoalesceError`]
pub fn coalesce_table(
    chart: &Chart,
    values: &Table,
    dialect: HelmDialect,
    notices: &mut Vec<Notice>,
) -> Result<Table, CoalesceError> {
    Ok(gather(chart, values, Nulls::Remove, dialect, notices)?.to_table()?)
}

/// As [`coalesce_table`], but nulls stay where they are for a coalescing to come.
///
/// # Errors
/// [`CoalesceError`]
pub fn merge_values(
    chart: &Chart,
    values: &Table,
    dialect: HelmDialect,
    notices: &mut Vec<Notice>,
) -> Result<Table, CoalesceError> {
    Ok(gather(chart, values, Nulls::Keep, dialect, notices)?.to_table()?)
}

/// Values of `chart` below `values`.
pub(super) fn gather<'a>(
    chart: &'a Chart,
    values: &'a Table,
    nulls: Nulls,
    dialect: HelmDialect,
    notices: &mut Vec<Notice>,
) -> Result<Shared<'a>, CoalesceError> {
    let top = Shared::borrowed(values);
    let mut gathering = Gathering {
        nulls,
        dialect,
        notices,
    };
    gathering.chart(chart, &top, "")?;
    Ok(top)
}

struct Gathering<'n> {
    nulls: Nulls,
    dialect: HelmDialect,
    notices: &'n mut Vec<Notice>,
}

impl Gathering<'_> {
    fn chart<'a>(
        &mut self,
        chart: &'a Chart,
        values: &Shared<'a>,
        prefix: &str,
    ) -> Result<(), CoalesceError> {
        let path = join_path(prefix, chart.name().as_bytes());
        let dependencies: BTreeSet<_> = chart
            .dependencies
            .iter()
            .map(|dependency| dependency.name().as_bytes())
            .collect();
        for (key, default) in chart.values.iter() {
            let nulls = self.nulls_below(dependencies.contains(&**key));
            self.default(nulls, values, key, default, &path);
        }
        for dependency in &chart.dependencies {
            let name = dependency.name();
            let inner = match values.get(name.as_bytes()) {
                None => {
                    let inner = Shared::empty();
                    values.insert(Str::from(name), Node::Table(inner.clone()));
                    inner
                }
                Some(Node::Table(inner)) => inner,
                Some(other) => {
                    return Err(CoalesceError::NotATable {
                        chart: name.to_owned(),
                        found: other.to_tree(),
                    });
                }
            };
            push_globals(&inner, values, &path, self.notices);
            self.chart(dependency, &inner, &path)?;
        }
        Ok(())
    }

    /// Puts one default of a chart below the values it got; `nulls` is what those below it do.
    fn default<'a>(
        &mut self,
        nulls: Nulls,
        values: &Shared<'a>,
        key: &Str,
        default: &'a Tree,
        path: &str,
    ) {
        if let (Tree::Map(below), Some(top)) = (default, values.untouched_table(key))
            && adds_nothing(top, below, nulls, self.null_defaults(nulls))
        {
            return;
        }
        match values.get(key) {
            None => {
                let node = Node::new(default);
                if self.null_defaults(self.nulls) == NullDefaults::Dropped {
                    match &node {
                        Node::Null => return,
                        Node::Table(table) => table.remove_nulls(),
                        Node::Leaf(_) => {}
                    }
                }
                values.insert(key.clone(), node);
            }
            Some(Node::Null) if self.nulls == Nulls::Remove => values.remove(key),
            Some(Node::Table(table)) => match Node::new(default) {
                Node::Table(below) => {
                    if self.null_defaults(nulls) == NullDefaults::Dropped {
                        below.remove_nulls();
                    }
                    overlay(&table, &below, &join_path(path, key), nulls, self.notices);
                }
                Node::Leaf(_) => self
                    .notices
                    .push(Notice::SkippedValue(join_path(path, key))),
                Node::Null => {}
            },
            Some(_) => {}
        }
    }

    /// What nulls do below a key: those for a dependency stay until its own defaults come.
    fn nulls_below(&self, is_dependency: bool) -> Nulls {
        if is_dependency {
            Nulls::Keep
        } else {
            self.nulls
        }
    }

    fn null_defaults(&self, nulls: Nulls) -> NullDefaults {
        if nulls == Nulls::Remove && !self.dialect.keeps_default_nulls() {
            NullDefaults::Dropped
        } else {
            NullDefaults::Kept
        }
    }
}

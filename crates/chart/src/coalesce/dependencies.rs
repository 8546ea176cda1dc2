use std::collections::{BTreeMap, BTreeSet};

use steersman_names::HelmDialect;
use steersman_semver::{Constraint, Version};
use steersman_value::Table;

use super::CoalesceError;
use super::chart_values::gather;
use super::import_values::import_values;
use super::node::{Node, Shared, has_null};
use super::quiet::is_quiet;
use super::tables::Nulls;
use crate::{Chart, Dependency, Notice};

/// Takes out the dependencies that conditions and tags switch off, gives aliases their names, and imports values
/// from the ones that stay. `values` are the user's.
///
/// # Errors
/// [`CoalesceError`]
pub fn process_dependencies(
    chart: &mut Chart,
    values: &Table,
    dialect: HelmDialect,
) -> Result<Vec<Notice>, CoalesceError> {
    let mut notices = Vec::new();
    select(chart, values, "", dialect, &mut notices)?;
    import_values(chart, dialect, &mut notices)?;
    Ok(notices)
}

/// As [`process_dependencies`], for a chart that is rendered next and not stored.
///
/// Where nothing is imported and no value is null, merging the values of dependencies into those of their parents
/// changes nothing about the values that a coalescing gives; it is left out then, and with it a third of the work.
///
/// # Errors
/// [`CoalesceError`]
pub fn process_for_rendering(
    chart: &mut Chart,
    values: &Table,
    dialect: HelmDialect,
) -> Result<Vec<Notice>, CoalesceError> {
    let mut notices = Vec::new();
    select(chart, values, "", dialect, &mut notices)?;
    if !notices.is_empty() || has_null(values) || needs_import(chart) {
        import_values(chart, dialect, &mut notices)?;
    }
    Ok(notices)
}

fn needs_import(chart: &Chart) -> bool {
    chart
        .metadata
        .dependencies()
        .iter()
        .any(|dependency| !dependency.import_values.is_empty())
        || has_null(&chart.values)
        || chart.dependencies.iter().any(needs_import)
}

/// Whether `version` is one that `constraint` allows; malformed texts allow nothing.
pub(crate) fn is_compatible(constraint: &str, version: &str) -> bool {
    let (Ok(version), Ok(constraint)) = (Version::parse(version), Constraint::parse(constraint))
    else {
        return false;
    };
    constraint.matches(&version)
}

fn select(
    chart: &mut Chart,
    values: &Table,
    path: &str,
    dialect: HelmDialect,
    notices: &mut Vec<Notice>,
) -> Result<(), CoalesceError> {
    let Some(mut declared) = chart.metadata.dependencies.take() else {
        return Ok(());
    };
    chart.dependencies = name_dependencies(std::mem::take(&mut chart.dependencies), &mut declared);
    let asks_values =
        |dependency: &Dependency| !dependency.condition.is_empty() || !dependency.tags.is_empty();
    if !declared.iter().any(asks_values)
        && !chart
            .dependencies
            .iter()
            .any(|sub| sub.metadata.dependencies.is_some())
        && is_quiet(chart, &[values], false)
    {
        chart.metadata.dependencies = (!declared.is_empty()).then_some(declared);
        return Ok(());
    }
    let gathered = gather(chart, values, Nulls::Remove, dialect, notices)?;
    apply_tags(&mut declared, &gathered, notices);
    apply_conditions(&mut declared, &gathered, path, notices);
    let disabled: BTreeSet<_> = declared
        .iter()
        .filter(|dependency| !dependency.enabled)
        .map(|dependency| dependency.name.clone())
        .collect();
    let is_nested =
        |sub: &Chart| sub.metadata.dependencies.is_some() && !disabled.contains(sub.name());
    let inner_values = if chart.dependencies.iter().any(is_nested) {
        gathered.to_table()?
    } else {
        Table::new()
    };
    chart
        .dependencies
        .retain(|sub| !disabled.contains(sub.name()));
    declared.retain(|dependency| !disabled.contains(&dependency.name));
    for sub in &mut chart.dependencies {
        let inner_path = format!("{path}{}.", sub.name());
        select(sub, &inner_values, &inner_path, dialect, notices)?;
    }
    chart.metadata.dependencies = (!declared.is_empty()).then_some(declared);
    Ok(())
}

/// The charts in the order of their use: those that no declaration names, then one for each declaration that a
/// chart satisfies, under its alias. Declarations take their aliases as names.
fn name_dependencies(charts: Vec<Chart>, declared: &mut [Dependency]) -> Vec<Chart> {
    // A large umbrella has as many charts as declarations; each is only compared with those of its name.
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, chart) in charts.iter().enumerate() {
        by_name.entry(chart.name()).or_default().push(at);
    }
    let mut named = vec![false; charts.len()];
    let mut uses = vec![0_usize; charts.len()];
    let chosen: Vec<_> = declared
        .iter()
        .map(|dependency| {
            let of_name = by_name.get(&*dependency.name)?.iter().copied();
            let mut satisfying = of_name
                .filter(|at| is_compatible(&dependency.version, &charts[*at].metadata.version));
            let first = satisfying.next()?;
            uses[first] += 1;
            named[first] = true;
            satisfying.for_each(|at| named[at] = true);
            Some(first)
        })
        .collect();
    let mut charts: Vec<_> = charts.into_iter().map(Some).collect();
    let mut result = Vec::with_capacity(charts.len());
    for (chart, named) in charts.iter_mut().zip(named) {
        if !named {
            result.extend(chart.take());
        }
    }
    for (index, dependency) in declared.iter_mut().enumerate() {
        if let Some(source) = chosen[index] {
            uses[source] -= 1;
            let slot = &mut charts[source];
            let chart = if uses[source] > 0 {
                slot.clone()
            } else {
                slot.take()
            };
            result.extend(chart.map(|mut chart| {
                if !dependency.alias.is_empty() {
                    chart.metadata.name.clone_from(&dependency.alias);
                }
                chart
            }));
        }
        if !dependency.alias.is_empty() {
            dependency.name.clone_from(&dependency.alias);
        }
        dependency.enabled = true;
    }
    result
}

/// A dependency is off when at least one of its tags is false and none is true.
fn apply_tags(declared: &mut [Dependency], values: &Shared<'_>, notices: &mut Vec<Notice>) {
    let Some(Node::Table(tags)) = values.get(b"tags") else {
        return;
    };
    for dependency in declared {
        let (mut on, mut off) = (false, false);
        for tag in &dependency.tags {
            match tags.get(tag.as_bytes()) {
                None => {}
                Some(node) => match as_bool(&node) {
                    Some(true) => on = true,
                    Some(false) => off = true,
                    None => notices.push(Notice::TagNotBool(tag.clone(), dependency.name.clone())),
                },
            }
        }
        dependency.enabled = on || !off;
    }
}

/// The first path of a condition that leads to a boolean decides.
fn apply_conditions(
    declared: &mut [Dependency],
    values: &Shared<'_>,
    path: &str,
    notices: &mut Vec<Notice>,
) {
    for dependency in declared {
        for condition in dependency
            .condition
            .trim()
            .split(',')
            .filter(|condition| !condition.is_empty())
        {
            let Some(node) = lookup(values, &format!("{path}{condition}")) else {
                continue;
            };
            if let Some(enabled) = as_bool(&node) {
                dependency.enabled = enabled;
                break;
            }
            notices.push(Notice::ConditionNotBool(
                condition.to_owned(),
                dependency.name.clone(),
            ));
        }
    }
}

/// The value at a dotted path, unless it is a table.
fn lookup<'a>(values: &Shared<'a>, path: &str) -> Option<Node<'a>> {
    let (tables, key) = path
        .rsplit_once('.')
        .map_or((None, path), |(tables, key)| (Some(tables), key));
    let table = match tables {
        Some(tables) => lookup_table(values, tables).ok()?,
        None => values.clone(),
    };
    table
        .get(key.as_bytes())
        .filter(|node| !matches!(node, Node::Table(_)))
}

/// The table at a dotted path, or the first part of the path that is no table.
pub(super) fn lookup_table<'a>(values: &Shared<'a>, path: &str) -> Result<Shared<'a>, String> {
    let mut table = values.clone();
    for part in path.split('.') {
        match table.get(part.as_bytes()) {
            Some(Node::Table(inner)) => table = inner,
            _ => return Err(part.to_owned()),
        }
    }
    Ok(table)
}

fn as_bool(node: &Node<'_>) -> Option<bool> {
    match node {
        Node::Leaf(tree) => tree.as_bool(),
        _ => None,
    }
}

use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

use super::CoalesceError;
use super::chart_values::gather;
use super::dependencies::lookup_table;
use super::node::{Node, Shared};
use super::tables::{Nulls, overlay};
use crate::{Chart, Dependency, Notice, gofmt};

/// Merges what each chart imports from its dependencies into its values, the deepest charts first. The values of a
/// chart then hold those of its dependencies as well.
pub(super) fn import_values(
    chart: &mut Chart,
    dialect: HelmDialect,
    notices: &mut Vec<Notice>,
) -> Result<(), CoalesceError> {
    for dependency in &mut chart.dependencies {
        import_values(dependency, dialect, notices)?;
    }
    let Some(mut declared) = chart.metadata.dependencies.take() else {
        return Ok(());
    };
    let nothing = Table::new();
    let gathered = gather(chart, &nothing, Nulls::Keep, dialect, notices)?;
    let imported = Shared::empty();
    let mut anything = false;
    for dependency in &mut declared {
        let imports = std::mem::take(&mut dependency.import_values);
        for import in imports.iter().filter_map(Import::new) {
            dependency.import_values.push(import.to_tree());
            match import.find(dependency, &gathered) {
                Ok(table) => {
                    anything = true;
                    overlay(
                        &imported,
                        &nest(&import.parent, table),
                        "",
                        Nulls::Keep,
                        notices,
                    );
                }
                Err(notice) => notices.push(notice),
            }
        }
    }
    let values = if anything {
        let own = gathered.deep_copy(0)?;
        overlay(&own, &imported, "", Nulls::Keep, notices);
        own.to_table()?
    } else {
        gathered.to_table()?
    };
    chart.values = values.into();
    chart.metadata.dependencies = Some(declared);
    Ok(())
}

/// One entry of `import-values`.
struct Import {
    child: String,
    parent: String,
    /// Whether the entry is the name of an export.
    is_export: bool,
}

impl Import {
    fn new(tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Map(_) => {
                let text = |key: &str| {
                    tree.get(key)
                        .map_or_else(|| gofmt::plain(&Tree::Null), gofmt::plain)
                };
                Some(Self {
                    child: text("child"),
                    parent: text("parent"),
                    is_export: false,
                })
            }
            Tree::Str(name) => Some(Self {
                child: format!("exports.{}", name.to_text()),
                parent: ".".to_owned(),
                is_export: true,
            }),
            _ => None,
        }
    }

    fn to_tree(&self) -> Tree {
        Tree::Map(
            [
                ("child".into(), Tree::from(&*self.child)),
                ("parent".into(), Tree::from(&*self.parent)),
            ]
            .into(),
        )
    }

    fn find<'a>(&self, dependency: &Dependency, values: &Shared<'a>) -> Result<Shared<'a>, Notice> {
        lookup_table(values, &format!("{}.{}", dependency.name, self.child)).map_err(|key| {
            if self.is_export {
                Notice::ExportMissing(key)
            } else {
                Notice::ImportMissing(dependency.name.clone(), key)
            }
        })
    }
}

/// `table` below the tables that a dotted path names; `.` is the top.
fn nest<'a>(path: &str, table: Shared<'a>) -> Shared<'a> {
    if path == "." {
        return table;
    }
    path.rsplit('.').fold(table, |inner, key| {
        let outer = Shared::empty();
        outer.insert(key.into(), Node::Table(inner));
        outer
    })
}

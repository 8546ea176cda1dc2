use std::collections::{BTreeMap, HashSet};

use steersman_value::{GoType, List, Map, Str, Value};

use super::text::dotted;

/// A key as a path of its parts.
pub(super) type Key = Vec<Str>;

/// What stands under a key.
#[derive(Debug)]
enum Node {
    Value(Value),
    Table(Table),
    Tables(Vec<Table>),
}

type Table = BTreeMap<Str, Node>;

/// A document while it is read. Keeps count of which tables were only implied, because those may be defined later.
#[derive(Debug, Default)]
pub(super) struct Document {
    root: Table,
    implicit: HashSet<Vec<u8>>,
    arrays: HashSet<Vec<u8>>,
}

/// Whether a header names a table or one more of an array of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    Table,
    ArrayOfTables,
}

impl Document {
    /// The table that `path` leads to, which is the last one where it leads to an array of tables. The error is the
    /// part of the path that is neither.
    fn table(&mut self, path: &[Str]) -> Result<&mut Table, usize> {
        let mut table = &mut self.root;
        for (index, part) in path.iter().enumerate() {
            table = match table.get_mut(&**part) {
                Some(Node::Table(inner)) => inner,
                Some(Node::Tables(tables)) => tables.last_mut().ok_or(index)?,
                _ => return Err(index),
            };
        }
        Ok(table)
    }

    /// Opens the table that a header or a dotted key names and makes its path the context.
    pub(super) fn open(
        &mut self,
        context: &mut Key,
        key: &[Str],
        header: Header,
    ) -> Result<(), String> {
        let Some((last, parents)) = key.split_last() else {
            return Ok(());
        };
        for length in 1..=parents.len() {
            let (part, before) = (&parents[length - 1], &parents[..length - 1]);
            let table = self.table(before).map_err(|_| created_as_hash(before))?;
            let is_new = !table.contains_key(&**part);
            match table
                .entry(part.clone())
                .or_insert_with(|| Node::Table(Table::new()))
            {
                Node::Table(_) | Node::Tables(_) => {}
                Node::Value(_) => return Err(created_as_hash(&parents[..length])),
            }
            if is_new {
                self.add_implicit(&parents[..length]);
            }
        }
        // Faults from here on are told with the parents as the context.
        *context = parents.to_vec();
        match header {
            Header::Table => self.set_node(parents, last, Node::Table(Table::new()))?,
            Header::ArrayOfTables => {
                let table = self.table(parents).map_err(|_| created_as_hash(parents))?;
                let node = table
                    .entry(last.clone())
                    .or_insert_with(|| Node::Tables(Vec::new()));
                let Node::Tables(tables) = node else {
                    let key = shown(key);
                    return Err(format!(
                        "Key '{key}' was already created and cannot be used as an array."
                    ));
                };
                tables.push(Table::new());
            }
        }
        context.push(last.clone());
        Ok(())
    }

    /// Sets a value, which must not be there yet unless it was only implied.
    pub(super) fn set(&mut self, context: &[Str], key: &Str, value: Value) -> Result<(), String> {
        self.set_node(context, key, Node::Value(value))
    }

    fn set_node(&mut self, context: &[Str], key: &Str, node: Node) -> Result<(), String> {
        if let Err(index) = self.table(context) {
            return Err(already_defined(&context[..=index]));
        }
        let path = [context, std::slice::from_ref(key)].concat();
        let name = dotted(&path);
        let Ok(table) = self.table(context) else {
            return Ok(());
        };
        if table.contains_key(&**key) {
            if !self.implicit.remove(&name) {
                return Err(already_defined(&path));
            }
            // An implied table keeps what it holds; an array replaces the tables that were read into it.
            if !self.arrays.contains(&name) {
                return Ok(());
            }
        }
        if let Ok(table) = self.table(context) {
            table.insert(key.clone(), node);
        }
        Ok(())
    }

    pub(super) fn add_implicit(&mut self, path: &[Str]) {
        self.implicit.insert(dotted(path));
    }

    /// Notes whether what stands under `path` is an array.
    pub(super) fn note_array(&mut self, path: &[Str], is_array: bool) {
        let name = dotted(path);
        if is_array {
            self.arrays.insert(name);
        } else {
            self.arrays.remove(&name);
        }
    }

    pub(super) fn into_value(self) -> Value {
        table_value(self.root)
    }
}

fn table_value(table: Table) -> Value {
    Map::any(
        table
            .into_iter()
            .map(|(key, node)| (key, node_value(node)))
            .collect(),
    )
    .into()
}

fn node_value(node: Node) -> Value {
    match node {
        Node::Value(value) => value,
        Node::Table(table) => table_value(table),
        Node::Tables(tables) => {
            // Go begins with room for four and doubles.
            let capacity = tables.len().next_power_of_two().max(4);
            let items = tables.into_iter().map(table_value).collect();
            List::with_capacity(GoType::AnyMap, items, capacity).into()
        }
    }
}

pub(super) fn shown(path: &[Str]) -> String {
    String::from_utf8_lossy(&dotted(path)).into_owned()
}

fn already_defined(path: &[Str]) -> String {
    format!("Key '{}' has already been defined.", shown(path))
}

fn created_as_hash(path: &[Str]) -> String {
    format!("Key '{}' was already created as a hash.", shown(path))
}

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use steersman_value::{Map, Str, Table, Tree, Value};

/// How deep tables may nest after a merge. Only imports that fold a table into itself get near it.
const MAX_DEPTH: usize = 500;

/// The tables nest too deep.
#[derive(Debug)]
pub(super) struct TooDeep;

/// A value while it is merged: what Go has behind an `interface {}`.
#[derive(Clone, Debug)]
pub(crate) enum Node<'a> {
    Null,
    /// Anything but a table.
    Leaf(&'a Tree),
    Table(Shared<'a>),
}

/// A table that several places can hold, so that a change through one is seen through all, as with Go's maps.
/// It borrows the original until it is changed.
#[derive(Clone, Debug)]
pub(crate) struct Shared<'a>(Rc<RefCell<State<'a>>>);

#[derive(Debug)]
enum State<'a> {
    Borrowed(&'a Table),
    /// Sorted by key. Tables are small, and most are only read once.
    Owned(Vec<(Str, Node<'a>)>),
}

impl<'a> Node<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        match tree {
            Tree::Null => Self::Null,
            Tree::Map(table) => Self::Table(Shared::borrowed(table)),
            leaf => Self::Leaf(leaf),
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// A copy as a tree, for messages.
    pub(super) fn to_tree(&self) -> Tree {
        self.tree(0).unwrap_or_default()
    }

    fn tree(&self, depth: usize) -> Result<Tree, TooDeep> {
        match self {
            Self::Null => Ok(Tree::Null),
            Self::Leaf(tree) => Ok((*tree).clone()),
            Self::Table(table) => table.table(depth).map(Tree::Map),
        }
    }
}

impl<'a> Shared<'a> {
    pub(super) fn borrowed(table: &'a Table) -> Self {
        Self(Rc::new(RefCell::new(State::Borrowed(table))))
    }

    pub(super) fn empty() -> Self {
        Self(Rc::new(RefCell::new(State::Owned(Vec::new()))))
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether somebody else holds the table too.
    pub(super) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 1
    }

    /// The original, while nobody changed the table nor could see a change to its inner tables.
    pub(super) fn original(&self) -> Option<&'a Table> {
        match &*self.0.borrow() {
            State::Borrowed(table) if !self.is_shared() => Some(table),
            _ => None,
        }
    }

    /// Runs `change` on the entries, which from then on are the table's own.
    fn with_owned<R>(&self, change: impl FnOnce(&mut Vec<(Str, Node<'a>)>) -> R) -> R {
        let mut state = self.0.borrow_mut();
        if let State::Borrowed(table) = *state {
            *state = State::Owned(
                table
                    .iter()
                    .map(|(key, tree)| (key.clone(), Node::new(tree)))
                    .collect(),
            );
        }
        match &mut *state {
            State::Owned(entries) => change(entries),
            State::Borrowed(_) => change(&mut Vec::new()),
        }
    }

    /// The table under `key`, when there is one that nobody has changed yet. Nothing is made for looking at it.
    pub(super) fn untouched_table(&self, key: &[u8]) -> Option<&'a Table> {
        match &*self.0.borrow() {
            State::Borrowed(table) => table.get(key)?.as_map(),
            State::Owned(entries) => match &entries[search(entries, key).ok()?].1 {
                Node::Table(table) => match *table.0.borrow() {
                    State::Borrowed(table) => Some(table),
                    State::Owned(_) => None,
                },
                _ => None,
            },
        }
    }

    /// The value under `key`. A table that is returned is the one inside, not a copy.
    pub(super) fn get(&self, key: &[u8]) -> Option<Node<'a>> {
        if let State::Borrowed(table) = &*self.0.borrow() {
            match table.get(key) {
                Some(Tree::Map(_)) => {}
                other => return other.map(Node::new),
            }
        }
        self.with_owned(|entries| search(entries, key).ok().map(|at| entries[at].1.clone()))
    }

    pub(super) fn insert(&self, key: Str, node: Node<'a>) {
        self.with_owned(|entries| match search(entries, &key) {
            Ok(at) => entries[at].1 = node,
            Err(at) => entries.insert(at, (key, node)),
        });
    }

    pub(super) fn remove(&self, key: &[u8]) {
        self.with_owned(|entries| {
            if let Ok(at) = search(entries, key) {
                entries.remove(at);
            }
        });
    }

    /// The entries, with the tables that are inside.
    pub(super) fn entries(&self) -> Vec<(Str, Node<'a>)> {
        self.with_owned(|entries| entries.clone())
    }

    /// The keys that hold null.
    pub(super) fn null_keys(&self) -> Vec<Str> {
        match &*self.0.borrow() {
            State::Borrowed(table) => table
                .iter()
                .filter(|(_, tree)| tree.is_null())
                .map(|(key, _)| key.clone())
                .collect(),
            State::Owned(entries) => entries
                .iter()
                .filter(|(_, node)| node.is_null())
                .map(|(key, _)| key.clone())
                .collect(),
        }
    }

    /// A table of its own whose inner tables are shared with this one.
    pub(super) fn shallow_copy(&self) -> Self {
        Self(Rc::new(RefCell::new(State::Owned(
            self.with_owned(|entries| entries.clone()),
        ))))
    }

    /// A copy that shares nothing.
    pub(super) fn deep_copy(&self, depth: usize) -> Result<Self, TooDeep> {
        if depth > MAX_DEPTH {
            return Err(TooDeep);
        }
        let entries = match &*self.0.borrow() {
            State::Borrowed(table) => return Ok(Self::borrowed(table)),
            State::Owned(entries) => entries
                .iter()
                .map(|(key, node)| {
                    let copy = match node {
                        Node::Table(table) => Node::Table(table.deep_copy(depth + 1)?),
                        other => other.clone(),
                    };
                    Ok((key.clone(), copy))
                })
                .collect::<Result<_, TooDeep>>()?,
        };
        Ok(Self(Rc::new(RefCell::new(State::Owned(entries)))))
    }

    /// Removes the keys that hold null, in tables below too.
    pub(super) fn remove_nulls(&self) {
        if let State::Borrowed(table) = &*self.0.borrow()
            && !has_null(table)
        {
            return;
        }
        self.with_owned(|entries| {
            entries.retain(|(_, node)| {
                if let Node::Table(table) = node {
                    table.remove_nulls();
                }
                !node.is_null()
            });
        });
    }

    /// A copy as a plain table.
    pub(super) fn to_table(&self) -> Result<Table, TooDeep> {
        self.table(0)
    }

    fn table(&self, depth: usize) -> Result<Table, TooDeep> {
        if depth > MAX_DEPTH {
            return Err(TooDeep);
        }
        match &*self.0.borrow() {
            State::Borrowed(table) => Ok((*table).clone()),
            State::Owned(entries) => entries
                .iter()
                .map(|(key, node)| Ok((key.clone(), node.tree(depth + 1)?)))
                .collect(),
        }
    }

    /// The same table for templates; what is shared here is shared there.
    pub(super) fn to_map(&self) -> Result<Map, TooDeep> {
        self.map(0, &mut HashMap::new())
    }

    fn map(
        &self,
        depth: usize,
        seen: &mut HashMap<*const RefCell<State<'a>>, Map>,
    ) -> Result<Map, TooDeep> {
        if depth > MAX_DEPTH {
            return Err(TooDeep);
        }
        if self.is_shared()
            && let Some(map) = seen.get(&Rc::as_ptr(&self.0))
        {
            return Ok(map.clone());
        }
        let map = match &*self.0.borrow() {
            State::Borrowed(table) => Map::from(&**table),
            State::Owned(entries) => {
                let mut converted = Vec::with_capacity(entries.len());
                for (key, node) in entries {
                    let value = match node {
                        Node::Null => Value::Nil,
                        Node::Leaf(tree) => Value::from(*tree),
                        Node::Table(table) => Value::Map(table.map(depth + 1, seen)?),
                    };
                    converted.push((key.clone(), value));
                }
                Map::any(converted.into_iter().collect())
            }
        };
        if self.is_shared() {
            seen.insert(Rc::as_ptr(&self.0), map.clone());
        }
        Ok(map)
    }
}

/// The place of a key, or where it would be.
fn search(entries: &[(Str, Node<'_>)], key: &[u8]) -> Result<usize, usize> {
    entries.binary_search_by(|(other, _)| other.as_bytes().cmp(key))
}

/// Whether a null is somewhere in a table, lists aside.
pub(super) fn has_null(table: &Table) -> bool {
    table.values().any(|tree| match tree {
        Tree::Null => true,
        Tree::Map(inner) => has_null(inner),
        _ => false,
    })
}

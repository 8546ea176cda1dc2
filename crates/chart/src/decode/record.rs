use std::collections::BTreeMap;
use std::fmt;

use steersman_value::{Str, Table, Tree, fmt as gofmt};

/// A value has a type that its field cannot take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypeError {
    /// JSON's name of the type that is there.
    pub(crate) found: &'static str,
    /// Go's name of the field's type.
    pub(crate) wanted: &'static str,
    /// Go's struct and the path of the field; `None` at the top.
    pub(crate) field: Option<(&'static str, String)>,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "json: cannot unmarshal {} into Go ", self.found)?;
        match &self.field {
            Some((record, path)) => {
                write!(f, "struct field {record}.{path} of type {}", self.wanted)
            }
            None => write!(f, "value of type {}", self.wanted),
        }
    }
}

/// JSON's name of the type of a value.
fn json_type(tree: &Tree) -> &'static str {
    match tree {
        Tree::Null => "null",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
        Tree::Map(_) => "object",
    }
}

/// Collects the first error of a document; what fits is still taken.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) first: Option<TypeError>,
    /// The struct that is being filled, and the path to it.
    record: &'static str,
    path: Vec<&'static str>,
}

impl Reader {
    pub(super) fn new(record: &'static str) -> Self {
        Self {
            first: None,
            record,
            path: Vec::new(),
        }
    }

    /// Calls `set` with each entry of a table, under the name the field is declared with.
    pub(super) fn fields(
        &mut self,
        table: &Table,
        names: &[&'static str],
        mut set: impl FnMut(&mut Self, &'static str, &Tree),
    ) {
        for (key, value) in table {
            let exact = names.iter().find(|name| name.as_bytes() == &**key);
            let Some(name) = exact.or_else(|| names.iter().find(|name| folds_to(key, name))) else {
                continue;
            };
            self.path.push(name);
            set(self, name, value);
            self.path.pop();
        }
    }

    /// Runs `read` with another struct as the one errors name.
    pub(super) fn within(&mut self, record: &'static str, read: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.record, record);
        read(self);
        self.record = outer;
    }

    pub(super) fn wrong(&mut self, tree: &Tree, wanted: &'static str) {
        if self.first.is_none() {
            let field = (!self.path.is_empty()).then(|| (self.record, self.path.join(".")));
            self.first = Some(TypeError {
                found: json_type(tree),
                wanted,
                field,
            });
        }
    }

    pub(super) fn string(&mut self, target: &mut String, tree: &Tree) {
        match scalar_text(tree) {
            Some(text) => *target = text,
            None if tree.is_null() => {}
            None => self.wrong(tree, "string"),
        }
    }

    pub(super) fn boolean(&mut self, target: &mut bool, tree: &Tree) {
        match tree {
            Tree::Bool(value) => *target = *value,
            Tree::Null => {}
            other => self.wrong(other, "bool"),
        }
    }

    pub(super) fn strings(&mut self, target: &mut Vec<String>, tree: &Tree) {
        self.list(target, tree, "[]string", Self::string);
    }

    /// Reads a list; items that are there already are filled anew, not replaced, as Go does it.
    pub(super) fn list<T: Default>(
        &mut self,
        target: &mut Vec<T>,
        tree: &Tree,
        wanted: &'static str,
        mut read: impl FnMut(&mut Self, &mut T, &Tree),
    ) {
        match tree {
            Tree::List(items) => {
                target.resize_with(items.len(), T::default);
                for (target, item) in target.iter_mut().zip(items) {
                    read(self, target, item);
                }
            }
            Tree::Null => target.clear(),
            other => self.wrong(other, wanted),
        }
    }

    pub(super) fn string_map(
        &mut self,
        target: &mut Option<BTreeMap<String, String>>,
        tree: &Tree,
    ) {
        match tree {
            Tree::Map(table) => {
                let map = target.get_or_insert_default();
                for (key, value) in table {
                    let mut text = String::new();
                    self.string(&mut text, value);
                    map.insert(key.to_text().into_owned(), text);
                }
            }
            Tree::Null => *target = None,
            other => self.wrong(other, "map[string]string"),
        }
    }
}

fn folds_to(key: &Str, name: &str) -> bool {
    key.to_str()
        .is_some_and(|key| key.eq_ignore_ascii_case(name))
}

/// The text of a scalar for a string field: numbers and booleans are taken as they print, floats in the precision
/// of 32 bits.
fn scalar_text(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Str(text) => Some(text.to_text().into_owned()),
        Tree::Bool(value) => Some(value.to_string()),
        Tree::Int(n) => Some(n.to_string()),
        Tree::Uint(n) => Some(n.to_string()),
        Tree::Float(n) => Some(float32_text(*n)),
        Tree::Null | Tree::List(_) | Tree::Map(_) => None,
    }
}

fn float32_text(number: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the narrowing is the point"
    )]
    let narrow = number as f32;
    // The shortest digits of the narrow number, read back as a wide one, print the same.
    let wide = narrow.to_string().parse().unwrap_or(number);
    gofmt::format_float(wide, b'g', None)
}

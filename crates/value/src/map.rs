use std::cell::{Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use crate::unravel::unravel;
use crate::{GoType, Method, Str, Table, Value};

/// The type of a Go map with string keys.
#[derive(Clone, Copy)]
pub struct MapType {
    /// Go's name of the type.
    pub name: &'static str,
    /// The type of the map's values.
    pub element: GoType,
    /// The methods of a named map type; a method wins over a key of the same name.
    pub methods: &'static [Method],
}

impl MapType {
    /// `map[string]interface {}`
    pub const ANY: &'static Self = &Self {
        name: "map[string]interface {}",
        element: GoType::Any,
        methods: &[],
    };
    /// `map[string]string`
    pub const STRINGS: &'static Self = &Self {
        name: "map[string]string",
        element: GoType::String,
        methods: &[],
    };
}

impl fmt::Debug for MapType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A Go map: typed, possibly nil, shared by reference. A change through one handle is seen through all.
#[derive(Clone, Debug)]
pub struct Map {
    map_type: &'static MapType,
    repr: Rc<Repr>,
}

#[derive(Debug)]
struct Repr {
    nil: bool,
    entries: RefCell<BTreeMap<Str, Value>>,
}

impl Drop for Repr {
    fn drop(&mut self) {
        unravel(std::mem::take(self.entries.get_mut()).into_values());
    }
}

impl From<&Table> for Map {
    fn from(table: &Table) -> Self {
        Self::any(
            table
                .iter()
                .map(|(key, tree)| (key.clone(), Value::from(tree)))
                .collect(),
        )
    }
}

impl Map {
    /// A map of the given type.
    pub fn new(map_type: &'static MapType, entries: BTreeMap<Str, Value>) -> Self {
        Self {
            map_type,
            repr: Rc::new(Repr {
                nil: false,
                entries: RefCell::new(entries),
            }),
        }
    }

    /// A `map[string]interface {}`.
    pub fn any(entries: BTreeMap<Str, Value>) -> Self {
        Self::new(MapType::ANY, entries)
    }

    /// The nil map of the given type.
    pub fn nil(map_type: &'static MapType) -> Self {
        Self {
            map_type,
            repr: Rc::new(Repr {
                nil: true,
                entries: RefCell::default(),
            }),
        }
    }

    /// The type of the map.
    pub fn map_type(&self) -> &'static MapType {
        self.map_type
    }

    /// The same map under another type, as a Go conversion between named map types makes it: both handles share
    /// the entries.
    #[must_use]
    pub fn retyped(&self, map_type: &'static MapType) -> Self {
        Self {
            map_type,
            repr: Rc::clone(&self.repr),
        }
    }

    /// Whether this is the nil map, which can be read but not written.
    pub fn is_nil(&self) -> bool {
        self.repr.nil
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.repr.entries.borrow().len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value under `key`.
    pub fn get(&self, key: &[u8]) -> Option<Value> {
        self.repr.entries.borrow().get(key).cloned()
    }

    /// Whether there is a value under `key`.
    pub fn contains(&self, key: &[u8]) -> bool {
        self.repr.entries.borrow().contains_key(key)
    }

    /// Puts `value` under `key`.
    pub fn set(&self, key: Str, value: Value) {
        self.repr.entries.borrow_mut().insert(key, value);
    }

    /// Removes `key` and returns what was there.
    pub fn unset(&self, key: &[u8]) -> Option<Value> {
        self.repr.entries.borrow_mut().remove(key)
    }

    /// The entries in byte order, for reading. Do not call back into a template while the guard lives.
    pub fn entries(&self) -> Ref<'_, BTreeMap<Str, Value>> {
        self.repr.entries.borrow()
    }

    /// The entries, for changing.
    pub fn entries_mut(&self) -> RefMut<'_, BTreeMap<Str, Value>> {
        self.repr.entries.borrow_mut()
    }

    /// An address that is equal for two handles of the same map and only for them.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.repr).addr()
    }
}

use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

use crate::unravel::unravel;
use crate::{GoType, Method, Value};

/// A named Go slice type.
#[derive(Clone, Copy, Debug)]
pub struct ListType {
    /// Go's name of the type.
    pub name: &'static str,
    /// The methods.
    pub methods: &'static [Method],
}

/// A Go slice: typed, possibly nil, shared by reference.
#[derive(Clone, Debug)]
pub struct List {
    /// The named type, when it has one.
    named: Option<&'static ListType>,
    repr: Rc<Repr>,
}

#[derive(Debug)]
struct Repr {
    element: GoType,
    nil: bool,
    capacity: usize,
    items: RefCell<Vec<Value>>,
}

impl Drop for Repr {
    fn drop(&mut self) {
        unravel(std::mem::take(self.items.get_mut()).into_iter());
    }
}

impl List {
    /// A slice of `element`s; its capacity is its length.
    pub fn new(element: GoType, items: Vec<Value>) -> Self {
        let capacity = items.len();
        Self::with_capacity(element, items, capacity)
    }

    /// A slice whose backing array has room for `capacity` elements, which Go's slicing can reveal.
    pub fn with_capacity(element: GoType, items: Vec<Value>, capacity: usize) -> Self {
        let capacity = capacity.max(items.len());
        Self {
            named: None,
            repr: Rc::new(Repr {
                element,
                nil: false,
                capacity,
                items: RefCell::new(items),
            }),
        }
    }

    /// `[]interface {}`
    pub fn any(items: Vec<Value>) -> Self {
        Self::new(GoType::Any, items)
    }

    /// `[]string`
    pub fn strings<S: Into<crate::Str>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::new(
            GoType::String,
            items
                .into_iter()
                .map(|item| Value::Str(item.into()))
                .collect(),
        )
    }

    /// The nil slice of `element`s.
    pub fn nil(element: GoType) -> Self {
        Self {
            named: None,
            repr: Rc::new(Repr {
                element,
                nil: true,
                capacity: 0,
                items: RefCell::default(),
            }),
        }
    }

    /// The same slice under a named type; both handles share the elements.
    #[must_use]
    pub fn named(&self, list_type: &'static ListType) -> Self {
        Self {
            named: Some(list_type),
            repr: Rc::clone(&self.repr),
        }
    }

    /// The methods of the slice's type.
    pub fn methods(&self) -> &'static [Method] {
        self.named.map_or(&[], |named| named.methods)
    }

    /// The element type.
    pub fn element(&self) -> GoType {
        self.repr.element
    }

    /// Whether this is the nil slice.
    pub fn is_nil(&self) -> bool {
        self.repr.nil
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.repr.items.borrow().len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Go's `cap`.
    pub fn capacity(&self) -> usize {
        self.repr.capacity
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.repr.items.borrow().get(index).cloned()
    }

    /// The elements, for reading. Do not call back into a template while the guard lives.
    pub fn items(&self) -> Ref<'_, [Value]> {
        Ref::map(self.repr.items.borrow(), Vec::as_slice)
    }

    /// The elements, for changing in place (sprig's `sortAlpha` does).
    pub fn items_mut(&self) -> RefMut<'_, [Value]> {
        RefMut::map(self.repr.items.borrow_mut(), Vec::as_mut_slice)
    }

    /// An address that is equal for two handles of the same slice and only for them.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.repr).addr()
    }

    /// Go's name of the slice type.
    pub fn type_name(&self) -> &'static str {
        if let Some(named) = self.named {
            return named.name;
        }
        match self.repr.element {
            GoType::Any => "[]interface {}",
            GoType::String => "[]string",
            GoType::Int(crate::IntKind::Int) => "[]int",
            GoType::AnyList => "[][]interface {}",
            GoType::AnyMap => "[]map[string]interface {}",
            GoType::Bytes => "[][]uint8",
            _ => "[]?",
        }
    }
}

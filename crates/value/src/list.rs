use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

use crate::unravel::unravel;
use crate::{GoType, Value};

/// A Go slice: typed, possibly nil, shared by reference.
#[derive(Clone, Debug)]
pub struct List(Rc<Repr>);

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
        Self(Rc::new(Repr {
            element,
            nil: false,
            capacity,
            items: RefCell::new(items),
        }))
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
        Self(Rc::new(Repr {
            element,
            nil: true,
            capacity: 0,
            items: RefCell::default(),
        }))
    }

    /// The element type.
    pub fn element(&self) -> GoType {
        self.0.element
    }

    /// Whether this is the nil slice.
    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Go's `cap`.
    pub fn capacity(&self) -> usize {
        self.0.capacity
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.0.items.borrow().get(index).cloned()
    }

    /// The elements, for reading. Do not call back into a template while the guard lives.
    pub fn items(&self) -> Ref<'_, [Value]> {
        Ref::map(self.0.items.borrow(), Vec::as_slice)
    }

    /// The elements, for changing in place (sprig's `sortAlpha` does).
    pub fn items_mut(&self) -> RefMut<'_, [Value]> {
        RefMut::map(self.0.items.borrow_mut(), Vec::as_mut_slice)
    }

    /// An address that is equal for two handles of the same slice and only for them.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Go's name of the slice type.
    pub fn type_name(&self) -> &'static str {
        match self.0.element {
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

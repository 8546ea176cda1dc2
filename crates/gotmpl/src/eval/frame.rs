use std::rc::Rc;

use steersman_value::{GoType, IntKind, List, Str, Value};

use super::slot::Slot;
use crate::syntax::{NodeId, Run};
use crate::templates::Template;

/// A place in a body: the next item and the end of the body, as indices of the tree's table of children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    pub(super) next: u32,
    pub(super) end: u32,
}

impl Cursor {
    pub(super) fn new(items: Run) -> Self {
        Self {
            next: items.start,
            end: items.start + items.len,
        }
    }
}

/// What to go back to when a body ends.
#[derive(Debug)]
pub(super) enum Frame {
    /// The body of an `if`, or the `else` of anything.
    Block { cursor: Cursor, variables: usize },
    /// The body of a `with`.
    With {
        cursor: Cursor,
        variables: usize,
        dot: Slot,
    },
    /// The body of a `range`.
    Range(Box<RangeFrame>),
    /// The body of a template.
    Template {
        cursor: Cursor,
        template: Rc<Template>,
        dot: Slot,
        variables_base: usize,
    },
}

/// A running loop.
#[derive(Debug)]
pub(super) struct RangeFrame {
    pub(super) cursor: Cursor,
    /// How many variables there were before the pipeline.
    pub(super) variables: usize,
    /// How many variables there were before the body.
    pub(super) body_variables: usize,
    pub(super) dot: Slot,
    pub(super) pipe: NodeId,
    pub(super) body: Cursor,
    pub(super) items: Items,
}

/// What a loop still has to visit.
#[derive(Debug)]
pub(super) enum Items {
    List {
        list: List,
        next: usize,
    },
    Bytes {
        bytes: Str,
        next: usize,
    },
    Map {
        entries: std::vec::IntoIter<(Str, Value)>,
        element: GoType,
    },
    Ints {
        kind: IntKind,
        next: i64,
        end: i64,
    },
}

impl Items {
    /// How many turns the loop has left, the current one included.
    pub(super) fn turns_left(&self) -> u64 {
        let later = match self {
            Self::List { list, next } => list.len().saturating_sub(*next) as u64,
            Self::Bytes { bytes, next } => bytes.len().saturating_sub(*next) as u64,
            Self::Map { entries, .. } => entries.len() as u64,
            Self::Ints { next, end, .. } => end.wrapping_sub(*next).cast_unsigned(),
        };
        later.saturating_add(1)
    }

    /// The next index or key, and the element.
    pub(super) fn advance(&mut self) -> Option<(Slot, Slot)> {
        match self {
            Self::List { list, next } => {
                let element = list.get(*next)?;
                let index = position(*next);
                *next += 1;
                Some((index, Slot::element(element, list.element())))
            }
            Self::Bytes { bytes, next } => {
                let byte = *bytes.get(*next)?;
                let index = position(*next);
                *next += 1;
                Some((
                    index,
                    Slot::concrete(Value::Int(IntKind::Uint8, byte.into())),
                ))
            }
            Self::Map { entries, element } => {
                let (key, value) = entries.next()?;
                Some((
                    Slot::concrete(Value::Str(key)),
                    Slot::element(value, *element),
                ))
            }
            Self::Ints { kind, next, end } => {
                let is_left = if kind.is_unsigned() {
                    next.cast_unsigned() < end.cast_unsigned()
                } else {
                    next < end
                };
                if !is_left {
                    return None;
                }
                let element = Value::Int(*kind, *next);
                *next = next.wrapping_add(1);
                Some((Slot::INVALID, Slot::concrete(element)))
            }
        }
    }
}

fn position(index: usize) -> Slot {
    Slot::concrete(Value::int(i64::try_from(index).unwrap_or(i64::MAX)))
}

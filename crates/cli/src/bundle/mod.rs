//! Charts on their way into bundles and out of them.

mod dependencies;
mod fetch;
mod folder;
mod gather;
mod registry;
mod repository;
mod target;

pub(crate) use gather::{Gathered, gather};
pub(crate) use target::{Place, State, Target, Unpacked};

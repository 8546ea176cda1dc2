//! What a user without rights can do, what they are told, and what nobody is told.

mod denied;
mod leaks;
mod run;
mod team;

pub(crate) use run::rights;

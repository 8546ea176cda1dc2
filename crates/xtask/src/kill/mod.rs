//! Commands that are killed: whatever the moment, one more command brings the release to where it is to be.

mod calls;
mod helm;
mod moments;
mod report;
mod run;
mod trial;
mod verb;

pub(crate) use run::{Kill, kill};
pub(crate) use verb::{Verb, Wanted};

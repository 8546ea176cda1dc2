//! URLs as Go's `net/url` takes them apart and puts them together.

mod address;
mod escape;
mod functions;
mod join;
mod parse;
mod parts;

pub(crate) use functions::FUNCTIONS;
use parts::{Colons, Url, User};

//! URLs as Go's `net/url` takes them apart and puts them together.

mod address;
mod escape;
mod functions;
mod join;
mod parse;

pub(crate) use functions::FUNCTIONS;

/// A URL in its parts, decoded except for the query and the opaque part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Url {
    scheme: Vec<u8>,
    opaque: Vec<u8>,
    user: Option<User>,
    host: Vec<u8>,
    path: Vec<u8>,
    query: Vec<u8>,
    fragment: Vec<u8>,
}

/// The part before the `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct User {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
}

/// Whether hosts of `http` URLs may hold stray colons. Go 1.26 refuses what Go 1.25 let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colons {
    Strict,
    Lenient,
}

/// A URL in its parts, decoded except for the query and the opaque part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) scheme: Vec<u8>,
    pub(super) opaque: Vec<u8>,
    pub(super) user: Option<User>,
    pub(super) host: Vec<u8>,
    pub(super) path: Vec<u8>,
    pub(super) query: Vec<u8>,
    pub(super) fragment: Vec<u8>,
}

/// The part before the `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) name: Vec<u8>,
    pub(super) password: Option<Vec<u8>>,
}

/// Whether hosts of `http` URLs may hold stray colons. Go 1.26 refuses what Go 1.25 let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colons {
    Strict,
    Lenient,
}

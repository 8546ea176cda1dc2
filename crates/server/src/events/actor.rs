/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    /// The user, token or subject; `anonymous` for nobody known, or the part of the server that did it.
    pub(crate) who: String,
    /// The address of the client; empty when there is none.
    pub(crate) from: String,
    /// How: `api`, `oci`, `retention`, `mirror`.
    pub(crate) via: &'static str,
    /// The id of the request.
    pub(crate) request: String,
}

impl Actor {
    /// A part of the server itself.
    pub(crate) fn own(via: &'static str) -> Self {
        Self {
            who: "server".into(),
            from: String::new(),
            via,
            request: String::new(),
        }
    }
}

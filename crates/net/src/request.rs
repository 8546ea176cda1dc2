use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::SafeUrl;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks what reading would answer.
    Head,
    /// Adds.
    Post,
    /// Sets.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// As Go says it in errors.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Get => "Get",
            Self::Head => "Head",
            Self::Post => "Post",
            Self::Put => "Put",
            Self::Patch => "Patch",
            Self::Delete => "Delete",
        }
    }
}

/// Who asks. Neither `Debug` nor anything else shows the secret.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A user name and a password.
    Basic {
        /// The name.
        username: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

impl Credentials {
    /// Name and password, when both are there: Helm sends nothing otherwise.
    pub fn basic(username: &str, password: &str) -> Option<Self> {
        (!username.is_empty() && !password.is_empty()).then(|| Self::Basic {
            username: username.into(),
            password: password.into(),
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic { username, .. } => write!(f, "Basic({username:?}, ***)"),
            Self::Bearer(_) => f.write_str("Bearer(***)"),
        }
    }
}

/// What a request carries. It can be sent again.
#[derive(Clone, Debug, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// A file.
    File(PathBuf),
}

/// A request to a server.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: SafeUrl,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) pass_credentials: bool,
    pub(crate) body: Body,
    pub(crate) limit: u64,
    pub(crate) follows: bool,
    pub(crate) compressed: bool,
    pub(crate) repeats: bool,
}

impl Request {
    /// How many bytes a body may have when nothing else is said: 256 MiB.
    pub const LIMIT: u64 = 256 << 20;

    /// A request.
    pub fn new(method: Method, url: SafeUrl) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            credentials: None,
            pass_credentials: false,
            body: Body::Empty,
            limit: Self::LIMIT,
            follows: true,
            compressed: false,
            repeats: matches!(method, Method::Get | Method::Head),
        }
    }

    /// A request that reads.
    pub fn get(url: SafeUrl) -> Self {
        Self::new(Method::Get, url)
    }

    /// With one more header. Authorization belongs into [`Request::credentials`]: those do not follow redirects.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With credentials, for the host of the URL.
    #[must_use]
    pub fn credentials(mut self, credentials: Option<Credentials>) -> Self {
        self.credentials = credentials;
        self
    }

    /// Whether credentials go with redirects to other hosts.
    #[must_use]
    pub fn pass_credentials(mut self, pass: bool) -> Self {
        self.pass_credentials = pass;
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// How many bytes the body of the answer may have.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Answer with redirects instead of following them.
    #[must_use]
    pub fn without_redirects(mut self) -> Self {
        self.follows = false;
        self
    }

    /// Let the server compress the body on the way; for texts, never for what has a digest.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.compressed = true;
        self
    }

    /// Whether the request may be sent again when it failed; by default those that read.
    #[must_use]
    pub fn repeats(mut self, repeats: bool) -> Self {
        self.repeats = repeats;
        self
    }

    /// What it does.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Where it goes.
    pub fn url(&self) -> &SafeUrl {
        &self.url
    }
}

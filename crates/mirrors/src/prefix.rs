//! The beginnings of URLs, references and names of images.

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// URLs of HTTP.
    Http,
    /// References to artifacts in registries.
    Oci,
    /// Images.
    Image,
}

/// The beginning of a URL, a reference or the name of an image, up to the end of a part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) kind: Kind,
    /// As it was written.
    pub(crate) text: String,
    /// Scheme, host and port; host and port where the kind has one scheme only.
    origin: String,
    /// What follows, without a slash at its end.
    path: String,
}

impl Prefix {
    /// A prefix as users write it: with `https://`, `http://` or `oci://`, or without a scheme for images.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = match text.split_once("://") {
            Some(("http" | "https", _)) => (Kind::Http, text),
            Some(("oci", rest)) => (Kind::Oci, rest),
            Some(_) => return None,
            None => (Kind::Image, text),
        };
        let (origin, path) = split(kind, rest)?;
        let is_strange = |letter: char| letter.is_whitespace() || matches!(letter, '?' | '#' | '@');
        if origin.is_empty() || path.contains(is_strange) {
            return None;
        }
        Some(Self {
            kind,
            text: text.into(),
            origin,
            path: path.trim_end_matches('/').into(),
        })
    }

    /// What follows this prefix in something of the same kind that begins with it.
    pub(crate) fn rest<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (origin, path) = split(self.kind, text)?;
        if origin != self.origin {
            return None;
        }
        let rest = path.strip_prefix(self.path.as_str())?;
        let ends = match self.kind {
            Kind::Http => ['/', '?', '#'],
            Kind::Oci | Kind::Image => ['/', ':', '@'],
        };
        (rest.is_empty() || rest.starts_with(ends)).then_some(rest)
    }

    /// How much of a path this prefix fixes: of two that fit, the longer one counts.
    pub(crate) fn length(&self) -> usize {
        self.path.len()
    }
}

/// Origin and path. URLs lose what stands before their host; ports that go without saying are left out.
fn split(kind: Kind, text: &str) -> Option<(String, &str)> {
    if kind != Kind::Http {
        let at = text.find('/').unwrap_or(text.len());
        let (host, path) = text.split_at(at);
        let host = host.to_ascii_lowercase();
        let host = match host.as_str() {
            "index.docker.io" | "registry-1.docker.io" => "docker.io",
            host => host,
        };
        return Some((host.to_owned(), path));
    }
    let (scheme, rest) = text.split_once("://")?;
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let scheme = scheme.to_ascii_lowercase();
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(port).unwrap_or(&host);
    if host.is_empty() {
        return None;
    }
    Some((format!("{scheme}://{host}"), path))
}

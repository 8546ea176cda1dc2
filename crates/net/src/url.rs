use std::fmt;

/// An absolute or relative URL, read as Go's `net/url` reads it. Displays without its password.
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct SafeUrl {
    scheme: String,
    user: Option<(String, Option<String>)>,
    host: String,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
    has_authority: bool,
}

/// A text that is no URL, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parse {text:?}: {cause}")]
pub struct UrlError {
    text: String,
    cause: String,
}

impl SafeUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`UrlError`] for what Go takes for none.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        Self::read(text).map_err(|cause| UrlError {
            text: hide_password(text),
            cause,
        })
    }

    fn read(text: &str) -> Result<Self, String> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err("net/url: invalid control character in URL".into());
        }
        let mut url = Self::default();
        let (rest, fragment) = split_off(text, '#');
        url.fragment = fragment.map(str::to_owned);
        let (scheme, rest) = scheme_of(rest)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (rest, query) = split_off(rest, '?');
        url.query = query.map(str::to_owned);
        let mut rest = rest;
        if !rest.starts_with('/') && url.scheme.is_empty() {
            let segment = rest.split('/').next().unwrap_or_default();
            if segment.contains(':') {
                return Err("first path segment in URL cannot contain colon".into());
            }
        }
        if let Some(after) = rest.strip_prefix("//")
            && (!url.scheme.is_empty() || !rest.starts_with("///"))
        {
            let end = after.find('/').unwrap_or(after.len());
            url.read_authority(&after[..end])?;
            rest = &after[end..];
        }
        check_escapes(rest)?;
        rest.clone_into(&mut url.path);
        Ok(url)
    }

    fn read_authority(&mut self, text: &str) -> Result<(), String> {
        self.has_authority = true;
        let (user, host) = match text.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, text),
        };
        if let Some(user) = user {
            let (name, password) = split_off(user, ':');
            self.user = Some((unescape(name)?, password.map(unescape).transpose()?));
        }
        if host.starts_with('[') && !host.contains(']') {
            return Err("missing ']' in host".into());
        }
        let port = match host.rfind(']') {
            Some(end) => host[end + 1..].strip_prefix(':'),
            None => host.rsplit_once(':').map(|(_, port)| port),
        };
        if let Some(port) = port
            && !port.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(format!("invalid port {:?} after host", format!(":{port}")));
        }
        if host.contains([' ', '<', '>', '"', '\\', '^', '`', '{', '|', '}']) {
            let bad = host.matches([' ', '<', '>', '"', '\\', '^', '`', '{', '|', '}']);
            let bad = bad.into_iter().next().unwrap_or_default();
            return Err(format!("invalid character {bad:?} in host name"));
        }
        host.clone_into(&mut self.host);
        Ok(())
    }

    /// `https`, `http`, another word in lower case, or nothing.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Host and port as they were written.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host without its port and without brackets.
    pub fn host_name(&self) -> &str {
        let bare = match self.host.rfind(']') {
            Some(end) => &self.host[..=end],
            None => self.host.split(':').next().unwrap_or_default(),
        };
        bare.trim_matches(['[', ']'])
    }

    /// The port, or the usual one of the scheme, or zero.
    pub fn port(&self) -> u16 {
        let after = match self.host.rfind(']') {
            Some(end) => &self.host[end + 1..],
            None => &self.host,
        };
        let port = after
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        port.unwrap_or(match self.scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => 0,
        })
    }

    /// The path as it is sent.
    pub fn path(&self) -> String {
        escape_path(&self.path)
    }

    /// What stands after the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// User name and password of the URL itself.
    pub fn user(&self) -> Option<(&str, &str)> {
        let (name, password) = self.user.as_ref()?;
        Some((name, password.as_deref().unwrap_or_default()))
    }

    /// Whether it names a scheme.
    pub fn is_absolute(&self) -> bool {
        !self.scheme.is_empty()
    }

    /// Whether both lead to the same server.
    pub fn same_origin(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.port() == other.port()
            && self.host_name().eq_ignore_ascii_case(other.host_name())
    }

    /// The same with another query.
    #[must_use]
    pub fn with_query(mut self, query: Option<&str>) -> Self {
        self.query = query.map(str::to_owned);
        self
    }

    /// The same with another path.
    #[must_use]
    pub fn with_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// What `reference` means where this is the place it was read, by RFC 3986.
    #[must_use]
    pub fn resolve(&self, reference: &Self) -> Self {
        if reference.is_absolute() {
            return reference.clone();
        }
        let mut url = reference.clone();
        url.scheme.clone_from(&self.scheme);
        if reference.has_authority {
            return url;
        }
        url.host.clone_from(&self.host);
        url.user.clone_from(&self.user);
        url.has_authority = self.has_authority;
        if reference.path.is_empty() {
            url.path.clone_from(&self.path);
            if reference.query.is_none() {
                url.query.clone_from(&self.query);
            }
            return url;
        }
        url.path = if reference.path.starts_with('/') {
            without_dots(&reference.path)
        } else {
            let folder = self.path.rfind('/').map_or("", |end| &self.path[..=end]);
            without_dots(&format!("{folder}{}", reference.path))
        };
        url
    }

    /// The text that is sent: everything, also the password.
    pub fn exposed(&self) -> String {
        self.text(Reveal::All)
    }

    /// The text without user, password and fragment, as a request names its target.
    pub fn target(&self) -> String {
        let mut bare = self.clone();
        bare.user = None;
        bare.fragment = None;
        bare.text(Reveal::All)
    }

    fn text(&self, reveal: Reveal) -> String {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out += &self.scheme;
            out.push(':');
        }
        if self.has_authority {
            out += "//";
            if let Some((name, password)) = &self.user {
                out += &escape_user(name);
                match (password, reveal) {
                    (Some(_), Reveal::NoPassword) => out += ":***",
                    (Some(password), Reveal::All) => {
                        out.push(':');
                        out += &escape_user(password);
                    }
                    (None, _) => {}
                }
                out.push('@');
            }
            out += &self.host;
        }
        out += &self.path();
        if let Some(query) = &self.query {
            out.push('?');
            out += query;
        }
        if let Some(fragment) = &self.fragment {
            out.push('#');
            out += fragment;
        }
        out
    }
}

#[derive(Clone, Copy)]
enum Reveal {
    All,
    NoPassword,
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Reveal::NoPassword))
    }
}

impl fmt::Debug for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text(Reveal::NoPassword))
    }
}

/// A text that may be a URL, without the password in it.
fn hide_password(text: &str) -> String {
    let Some((before, after)) = text.split_once("://") else {
        return text.into();
    };
    let end = after.find('/').unwrap_or(after.len());
    match after[..end].rsplit_once('@') {
        Some((user, _)) => {
            let name = user.split(':').next().unwrap_or_default();
            let rest = &after[user.len()..];
            format!("{before}://{name}:***{rest}")
        }
        None => text.into(),
    }
}

fn split_off(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn scheme_of(text: &str) -> Result<(&str, &str), String> {
    for (at, letter) in text.char_indices() {
        match letter {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err("missing protocol scheme".into()),
            ':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn check_escapes(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'%' {
            continue;
        }
        let digits = bytes.get(at + 1..at + 3);
        if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            let end = text.len().min(at + 3);
            let shown = text.get(at..end).unwrap_or("%");
            return Err(format!("invalid URL escape {shown:?}"));
        }
    }
    Ok(())
}

fn unescape(text: &str) -> Result<String, String> {
    check_escapes(text)?;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (digit(rest.next()), digit(rest.next()));
            let value = high.unwrap_or_default() * 16 + low.unwrap_or_default();
            bytes.push(u8::try_from(value).unwrap_or_default());
        } else {
            bytes.push(byte);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn escape(text: &str, keep: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(DIGITS[usize::from(digit)]));
            }
        }
    }
    out
}

fn escape_path(path: &str) -> String {
    escape(path, b"-_.~!$&'()*+,;=:@/%[]")
}

fn escape_user(text: &str) -> String {
    escape(text, b"-_.~!$&'()*+,;=")
}

/// A path with `.` and `..` worked out; it begins with a slash.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut last = "";
    for part in path.split('/') {
        last = part;
        match part {
            "." => {}
            ".." => {
                if parts.len() > 1 || parts.first().is_some_and(|first| !first.is_empty()) {
                    parts.pop();
                }
            }
            _ => parts.push(part),
        }
    }
    if last == "." || last == ".." {
        parts.push("");
    }
    let joined = parts.join("/");
    format!("/{}", joined.strip_prefix('/').unwrap_or(&joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_display_without_passwords() {
        let rows = [
            (
                "https://me:secret@example.com/a?b#c",
                "https://me:***@example.com/a?b#c",
            ),
            ("https://me@example.com", "https://me@example.com"),
            ("HTTP://h:8080/a b", "http://h:8080/a%20b"),
            ("a/b.tgz", "a/b.tgz"),
        ];
        for (text, shown) in rows {
            let url = SafeUrl::parse(text).unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("secret"));
        }
        let error = SafeUrl::parse("https://me:secret@host:port/").unwrap_err();
        assert_eq!(
            error.to_string(),
            "parse \"https://me:***@host:port/\": invalid port \":port\" after host"
        );
    }

    #[test]
    fn references_resolve() {
        let rows = [
            ("http://h/charts/", "a.tgz", "http://h/charts/a.tgz"),
            ("http://h/charts/", "../a.tgz", "http://h/a.tgz"),
            ("http://h/charts/", "../../../a.tgz", "http://h/a.tgz"),
            ("http://h/charts/", "/x/./a.tgz", "http://h/x/a.tgz"),
            ("http://h/charts/?q", "a.tgz?w", "http://h/charts/a.tgz?w"),
            ("http://h/charts/", "//other/a.tgz", "http://other/a.tgz"),
            ("http://h/charts/", "https://o/a", "https://o/a"),
            ("http://h", "a.tgz", "http://h/a.tgz"),
            ("http://h/a/b", "", "http://h/a/b"),
        ];
        for (base, reference, wanted) in rows {
            let base = SafeUrl::parse(base).unwrap();
            let reference = SafeUrl::parse(reference).unwrap();
            assert_eq!(base.resolve(&reference).to_string(), wanted);
        }
    }
}

use steersman_value::fmt;

use super::address::check_address;
use super::escape::{Part, unescape};
use super::{Colons, Url, User};

impl Url {
    /// Takes a URL apart (`url.Parse`); the error is Go's text.
    pub(super) fn parse(text: &[u8], colons: Colons) -> Result<Self, String> {
        let (plain, fragment) = cut(text, b'#');
        let failed = |url: &[u8], reason: String| format!("parse {}: {reason}", fmt::quote(url));
        let mut url = Self::parse_plain(plain, colons).map_err(|reason| failed(plain, reason))?;
        if let Some(fragment) = fragment {
            url.fragment =
                unescape(fragment, Part::Fragment).map_err(|reason| failed(text, reason))?;
        }
        Ok(url)
    }

    /// Takes a URL without a fragment apart.
    fn parse_plain(text: &[u8], colons: Colons) -> Result<Self, String> {
        if text.iter().any(|b| *b < b' ' || *b == 0x7f) {
            return Err("net/url: invalid control character in URL".into());
        }
        let mut url = Self::default();
        if text == b"*" {
            url.path = text.into();
            return Ok(url);
        }
        let (scheme, rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (mut rest, query) = cut(rest, b'?');
        url.query = query.unwrap_or_default().into();
        if !rest.starts_with(b"/") {
            if !url.scheme.is_empty() {
                url.opaque = rest.into();
                return Ok(url);
            }
            if cut(rest, b'/').0.contains(&b':') {
                return Err("first path segment in URL cannot contain colon".into());
            }
        }
        let has_authority = !url.scheme.is_empty() || !rest.starts_with(b"///");
        if let Some(after) = rest.strip_prefix(b"//").filter(|_| has_authority) {
            let end = after.iter().position(|b| *b == b'/').unwrap_or(after.len());
            rest = &after[end..];
            url.parse_authority(&after[..end], colons)?;
        }
        url.path = unescape(rest, Part::Path)?;
        Ok(url)
    }

    fn parse_authority(&mut self, authority: &[u8], colons: Colons) -> Result<(), String> {
        let at = authority.iter().rposition(|b| *b == b'@');
        let host = at.map_or(authority, |at| &authority[at + 1..]);
        self.host = parse_host(&self.scheme, host, colons)?;
        let Some(user) = at.map(|at| &authority[..at]) else {
            return Ok(());
        };
        if !user.iter().all(|b| is_user_byte(*b)) {
            return Err("net/url: invalid userinfo".into());
        }
        let (name, password) = cut(user, b':');
        let name = unescape(name, Part::User)?;
        let password = password
            .map(|password| unescape(password, Part::User))
            .transpose()?;
        self.user = Some(User { name, password });
        Ok(())
    }

    /// The host without port and brackets.
    pub(super) fn hostname(&self) -> &[u8] {
        let host = &self.host[..];
        let colon = host
            .iter()
            .rposition(|b| *b == b':')
            .filter(|colon| is_optional_port(&host[*colon..]));
        let host = colon.map_or(host, |colon| &host[..colon]);
        host.strip_prefix(b"[")
            .and_then(|host| host.strip_suffix(b"]"))
            .unwrap_or(host)
    }
}

/// What stands before and after the first `separator`.
fn cut(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|b| *b == separator) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// The scheme, empty when there is none, and what follows it.
fn split_scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let end = text
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')));
    match end {
        Some(0) if text[0] == b':' => Err("missing protocol scheme".into()),
        Some(end) if text[end] == b':' && text[0].is_ascii_alphabetic() => {
            Ok((&text[..end], &text[end + 1..]))
        }
        _ => Ok((b"", text)),
    }
}

fn is_user_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)
}

/// Whether the text is empty or a colon with digits.
fn is_optional_port(text: &[u8]) -> bool {
    text.is_empty() || text[0] == b':' && text[1..].iter().all(u8::is_ascii_digit)
}

fn invalid_port(port: &[u8]) -> String {
    format!("invalid port {} after host", fmt::quote(port))
}

fn parse_host(scheme: &[u8], host: &[u8], colons: Colons) -> Result<Vec<u8>, String> {
    match host.iter().rposition(|b| *b == b'[') {
        Some(0) => return parse_literal(host),
        Some(_) => return Err("invalid IP-literal".into()),
        None => {}
    }
    let first = host.iter().position(|b| *b == b':');
    let last = host.iter().rposition(|b| *b == b':');
    let strict = colons == Colons::Strict && matches!(scheme, b"http" | b"https");
    if let Some(colon) = if strict { first } else { last } {
        let port = &host[colon..];
        if !is_optional_port(port) {
            return Err(invalid_port(port));
        }
    }
    unescape(host, Part::Host)
}

/// Reads an IP address in brackets with an optional port.
fn parse_literal(host: &[u8]) -> Result<Vec<u8>, String> {
    let Some(close) = host.iter().rposition(|b| *b == b']') else {
        return Err("missing ']' in host".into());
    };
    let port = &host[close + 1..];
    if !is_optional_port(port) {
        return Err(invalid_port(port));
    }
    let inner = &host[1..close];
    let zone = inner
        .windows(3)
        .position(|window| window == b"%25")
        .unwrap_or(inner.len());
    let mut address = unescape(&inner[..zone], Part::Host)?;
    address.extend(unescape(&inner[zone..], Part::Zone)?);
    let is_v6 = check_address(&address).map_err(|reason| format!("invalid host: {reason}"))?;
    if !is_v6 {
        return Err("invalid IP-literal".into());
    }
    Ok([b"[", &*address, b"]", port].concat())
}

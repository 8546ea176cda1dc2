//! Whether a text is a URL, as govalidator's `IsURL` and Go's `url.ParseRequestURI` see it.

/// Whether the text is an absolute URL that a request could ask for: it has a scheme and breaks no rule of RFC 3986
/// that Go checks.
pub(super) fn is_request_url(text: &str) -> bool {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return false;
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.bytes();
    let good_scheme = letters
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !good_scheme {
        return false;
    }
    let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
    let Some(path) = rest.strip_prefix("//") else {
        return !rest.starts_with('/') || has_valid_escapes(rest);
    };
    let (authority, path) = path.split_at(path.find('/').unwrap_or(path.len()));
    is_authority(authority) && has_valid_escapes(path)
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority
        .rsplit_once('@')
        .map_or((None, authority), |(user, host)| (Some(user), host));
    let good_user = user.is_none_or(|user| {
        has_valid_escapes(user)
            && user
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte))
    });
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) => (name, port),
            None => return false,
        },
        None => host
            .find(':')
            .map_or((host, ""), |colon| host.split_at(colon)),
    };
    let good_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    // Of the percent escapes, a host may hold only those of bytes beyond ASCII.
    let good_name = name.bytes().all(|byte| {
        byte >= 0x80 || byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"%".contains(&byte)
    });
    good_user && good_port && good_name && has_valid_escapes(name)
}

/// Whether every `%` is followed by two hexadecimal digits.
fn has_valid_escapes(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether the text looks like the address of a web page: a host, with or without scheme, user, port and path.
pub(super) fn is_url(text: &str) -> bool {
    let count = text.chars().count();
    if count >= 2083
        || text.len() <= 3
        || text.starts_with('.')
        || text.chars().any(char::is_whitespace)
    {
        return false;
    }
    let schemes = [
        "ftp://", "tcp://", "udp://", "ws://", "wss://", "http://", "https://",
    ];
    let rest = schemes
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(text);
    let (authority, _) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (name, port) = match host.strip_prefix('[') {
        Some(inner) => match inner.split_once(']') {
            Some((address, port)) => {
                return address.parse::<std::net::Ipv6Addr>().is_ok() && is_port(port);
            }
            None => return false,
        },
        None => host
            .find(':')
            .map_or((host, ""), |colon| host.split_at(colon)),
    };
    // Without a dot, a host alone could be any word.
    let alone = rest == text && rest == host && !name.contains('.');
    !alone && is_port(port) && is_host(name.strip_suffix('.').unwrap_or(name))
}

fn is_port(port: &str) -> bool {
    port.is_empty()
        || port.strip_prefix(':').is_some_and(|digits| {
            (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn is_host(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
    !name.is_empty()
        && name.split('.').all(|part| {
            part.chars().next().is_some_and(letter)
                && part.chars().next_back().is_some_and(letter)
                && part.chars().all(|c| letter(c) || matches!(c, '-' | '_'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_request_urls_from_other_texts() {
        for good in [
            "https://example.com/a?b",
            "git@x:y".replace('@', "+").as_str(),
            "mailto:a",
            "file:///x",
            "http://[::1]:80/",
        ] {
            assert!(is_request_url(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "/x",
            "http://a b/",
            "http://a:b/",
            "http://a/%zz",
            "1http://a",
            "git@host:path",
        ] {
            assert!(!is_request_url(bad), "{bad}");
        }
    }

    #[test]
    fn tells_pages_from_other_texts() {
        for good in [
            "https://example.com",
            "example.com",
            "http://localhost:8080/a",
            "http://user@host.de/x",
            "foo.bar#x",
        ] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "",
            "a",
            ".a.com",
            "http://",
            "http://a b.de",
            "word",
            "http://-a.de",
            "http://a..de",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }
}

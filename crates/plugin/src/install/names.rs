//! Names made of what the user gave.

/// The name of a plugin in the name of its archive: what stands before `-1.2.3` and the ending.
pub(super) fn plugin_name(archive: &str) -> String {
    let stem = [".tar.gz", ".tgz"]
        .iter()
        .find_map(|ending| archive.strip_suffix(ending))
        .unwrap_or_default();
    // The last `-` with digits and a dot after it counts.
    let cut = stem.rmatch_indices('-').find(|(at, _)| {
        let after = &stem[at + 1..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && after[digits..].starts_with('.')
    });
    stem[..cut.map_or(stem.len(), |(at, _)| at)].to_owned()
}

/// The name of a folder for what is fetched from a URL, or from an address as `ssh` has them.
pub(super) fn cache_key(source: &str) -> String {
    let (scheme, user, host, path) = parts(source);
    let mut key = String::new();
    for part in [scheme, user] {
        if !part.is_empty() {
            key.push_str(part);
            key.push('-');
        }
    }
    key.push_str(host);
    key.push_str(&path.replace('/', "-"));
    key.replace(':', "-")
}

/// Scheme, user, host and path of an address.
pub(super) fn parts(source: &str) -> (&str, &str, &str, String) {
    let Some((scheme, rest)) = source.split_once("://") else {
        if let Some((user, host, path)) = secure_copy(source) {
            return ("ssh", user, host, format!("/{path}"));
        }
        return ("", "", "", source.to_owned());
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match rest.find('/') {
        Some(at) => (&rest[..at], rest[at..].to_owned()),
        None => (rest, String::new()),
    };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user = user.split(':').next().unwrap_or_default();
    (scheme, user, host, path)
}

/// `user@host:path`.
fn secure_copy(source: &str) -> Option<(&str, &str, &str)> {
    let (user, rest) = source.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let host_word = |c: char| word(c) || c == '.' || c == '-';
    let fits = !user.is_empty() && user.chars().all(word) && !host.is_empty();
    (fits && host.chars().all(host_word)).then_some((user, host, path))
}

/// The last part of a path or URL.
pub(super) fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

#[cfg(test)]
mod tests {
    use super::{cache_key, plugin_name};

    #[test]
    fn names_lose_versions() {
        let cases = [
            ("demo-1.2.3.tgz", "demo"),
            ("demo-2x-0.1.0-rc.1.tar.gz", "demo-2x"),
            ("demo.tgz", "demo"),
            ("demo-1.tgz", "demo-1"),
            ("demo.zip", ""),
        ];
        for (archive, name) in cases {
            assert_eq!(plugin_name(archive), name, "{archive}");
        }
    }

    #[test]
    fn keys_are_names_of_folders() {
        let cases = [
            ("https://a.b:80/c/d.git", "https-a.b-80-c-d.git"),
            ("git@host.org:user/repo", "ssh-git-host.org-user-repo"),
            ("file:///srv/x", "file--srv-x"),
        ];
        for (source, key) in cases {
            assert_eq!(cache_key(source), key);
        }
    }
}

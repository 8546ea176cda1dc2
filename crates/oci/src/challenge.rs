//! What a registry wants to know, by RFC 7235 and docker's specification of token authentication.

use std::collections::BTreeMap;

/// What `WWW-Authenticate` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// Name and password.
    Basic,
    /// A token, from the server named in it.
    Bearer(BTreeMap<String, String>),
    /// Something else.
    Unknown,
}

impl Challenge {
    /// Reads the header.
    pub(crate) fn parse(header: &str) -> Self {
        let (scheme, rest) = split_token(header);
        match &*scheme.to_ascii_lowercase() {
            "basic" => Self::Basic,
            "bearer" => Self::Bearer(parameters(rest)),
            _ => Self::Unknown,
        }
    }
}

fn parameters(mut rest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    loop {
        let (key, after) = split_token(skip_space(rest));
        let Some(value) = skip_space(after).strip_prefix('=') else {
            return found;
        };
        let value = skip_space(value);
        let (value, after) = if let Some(quoted) = value.strip_prefix('"') {
            match unquote(quoted) {
                Some(parts) => parts,
                None => return found,
            }
        } else {
            let (value, after) = split_token(value);
            (value.to_owned(), after)
        };
        if key.is_empty() {
            return found;
        }
        found.insert(key.to_owned(), value);
        match skip_space(after).strip_prefix(',') {
            Some(next) => rest = next,
            None => return found,
        }
    }
}

/// The text up to the quote that ends it, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(letters.next()?.1),
            letter => value.push(letter),
        }
    }
    None
}

fn split_token(text: &str) -> (&str, &str) {
    let is_token =
        |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    let end = text.find(|letter| !is_token(letter)).unwrap_or(text.len());
    text.split_at(end)
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// Scopes without repetition: the actions on one thing together.
pub(crate) fn merge_scopes<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut merged: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for scope in scopes.into_iter().filter(|scope| !scope.is_empty()) {
        let (thing, actions) = scope.rsplit_once(':').unwrap_or((scope, ""));
        let known = merged.entry(thing).or_default();
        known.extend(actions.split(',').filter(|action| !action.is_empty()));
        known.sort_unstable();
        known.dedup();
    }
    merged
        .into_iter()
        .map(|(thing, actions)| match &actions[..] {
            [] => thing.to_owned(),
            actions => format!("{thing}:{}", actions.join(",")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read() {
        let bearer = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            Challenge::Bearer(
                pairs
                    .map(|(key, value)| ((*key).into(), (*value).into()))
                    .collect(),
            )
        };
        let rows = [
            ("Basic realm=\"test\"", Challenge::Basic),
            ("bAsIc", Challenge::Basic),
            ("Negotiate", Challenge::Unknown),
            ("", Challenge::Unknown),
            ("Bearer", bearer(&[])),
            (
                "Bearer realm=\"https://auth.example/token?a=b,c\" , service = reg ,scope=\"repository:a/b:pull,push\"",
                bearer(&[
                    ("realm", "https://auth.example/token?a=b,c"),
                    ("service", "reg"),
                    ("scope", "repository:a/b:pull,push"),
                ]),
            ),
            ("Bearer realm=\"a\\\"b\"", bearer(&[("realm", "a\"b")])),
            ("Bearer realm=\"never ends", bearer(&[])),
        ];
        for (header, wanted) in rows {
            assert_eq!(Challenge::parse(header), wanted, "{header}");
        }
    }

    #[test]
    fn scopes_are_merged() {
        let scopes = [
            "repository:a:pull",
            "repository:a:push,pull",
            "registry:catalog:*",
            "",
        ];
        assert_eq!(
            merge_scopes(scopes),
            ["registry:catalog:*", "repository:a:pull,push"]
        );
    }
}

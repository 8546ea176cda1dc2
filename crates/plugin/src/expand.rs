//! Variables in commands, as Go's `os.Expand` replaces them.

use std::collections::BTreeMap;

/// The variables of a process by name.
pub type Variables = BTreeMap<String, String>;

/// `text` with `$NAME` and `${NAME}` replaced; what is not set is nothing.
pub(crate) fn expand(text: &str, variables: &Variables) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if after.is_empty() {
            out.push('$');
            return out;
        }
        let (name, taken) = name_at(after);
        match name {
            Some(name) => out.push_str(variables.get(name).map_or("", String::as_str)),
            // A dollar sign that no name follows stays; a broken brace goes.
            None if taken == 0 => out.push('$'),
            None => {}
        }
        rest = &after[taken..];
    }
    out + rest
}

/// The name at the start of `text` and how many bytes it takes there.
fn name_at(text: &str) -> (Option<&str>, usize) {
    let bytes = text.as_bytes();
    if bytes[0] == b'{' {
        if bytes.len() > 2 && is_special(bytes[1]) && bytes[2] == b'}' {
            return (Some(&text[1..2]), 3);
        }
        return match text.find('}') {
            Some(1) => (None, 2),
            Some(end) => (Some(&text[1..end]), end + 1),
            None => (None, 1),
        };
    }
    if is_special(bytes[0]) {
        return (Some(&text[..1]), 1);
    }
    let letters = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .count();
    match letters {
        0 => (None, 0),
        count => (Some(&text[..count]), count),
    }
}

fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'*' | b'#' | b'$' | b'@' | b'!' | b'?' | b'-' | b'0'..=b'9'
    )
}

#[cfg(test)]
mod tests {
    use super::{Variables, expand};

    #[test]
    fn replaces_what_go_replaces() {
        let variables = Variables::from([("A".to_owned(), "1".to_owned())]);
        let cases = [
            ("$A/${A}x", "1/1x"),
            ("$B-", "-"),
            ("a$", "a$"),
            ("$/x", "$/x"),
            ("${}x", "x"),
            ("${A", "A"),
            ("$$A", "A"),
            ("$1A", "A"),
            ("${*}A", "A"),
        ];
        for (text, expected) in cases {
            assert_eq!(expand(text, &variables), expected, "{text}");
        }
    }
}

//! What Kubernetes takes for keys and values of labels, with its words for what is wrong.

const MAX_LENGTH: usize = 63;
const MAX_PREFIX: usize = 253;
const SHAPE: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_EXAMPLES: &str = "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/// What is wrong with a key; nothing when it is one.
pub(super) fn key_faults(key: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let parts: Vec<&str> = key.split('/').collect();
    let name = match parts[..] {
        [name] => name,
        [prefix, name] => {
            prefix_faults(prefix, &mut faults);
            name
        }
        _ => {
            return vec![format!(
                "a valid label key {SHAPE} {KEY_EXAMPLES} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        faults.push("name part must be non-empty".to_owned());
    } else if name.len() > MAX_LENGTH {
        faults.push(format!("name part must be no more than {MAX_LENGTH} bytes"));
    }
    if name.is_empty() || !is_plain(name) {
        faults.push(format!("name part {SHAPE} {KEY_EXAMPLES}"));
    }
    faults
}

/// What is wrong with a value; nothing when it is one.
pub(super) fn value_faults(value: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if value.len() > MAX_LENGTH {
        faults.push(format!("must be no more than {MAX_LENGTH} bytes"));
    }
    if !value.is_empty() && !is_plain(value) {
        faults.push("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')".to_owned());
    }
    faults
}

fn prefix_faults(prefix: &str, faults: &mut Vec<String>) {
    if prefix.is_empty() {
        faults.push("prefix part must be non-empty".to_owned());
        return;
    }
    if prefix.len() > MAX_PREFIX {
        faults.push(format!(
            "prefix part must be no more than {MAX_PREFIX} bytes"
        ));
    }
    let is_label = |label: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !label.is_empty()
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if !prefix.split('.').all(is_label) {
        faults.push("prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')".to_owned());
    }
}

fn is_plain(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let outer = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    text.bytes().all(inner) && outer(text.as_bytes().first()) && outer(text.as_bytes().last())
}

use serde_json::Value;

/// The paths at which two values differ, with what they say there.
pub(super) fn differences(left: &Value, right: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    compare(left, right, &mut String::new(), &mut found);
    found
}

fn compare(left: &Value, right: &Value, path: &mut String, found: &mut Vec<(String, String)>) {
    let length = path.len();
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                path.push('/');
                path.push_str(key);
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => compare(a, b, path, found),
                    _ => note(&of(a), &of(b), path, found),
                }
                path.truncate(length);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                path.push('/');
                path.push_str(&n.to_string());
                compare(a, b, path, found);
                path.truncate(length);
            }
        }
        (left, right) if left == right => {}
        (left, right) => note(left, right, path, found),
    }
}

fn note(left: &Value, right: &Value, path: &str, found: &mut Vec<(String, String)>) {
    let short = |value: &Value| {
        let text = value.to_string();
        text.chars().take(200).collect::<String>()
    };
    let text = format!("{} instead of {}", short(right), short(left));
    found.push((path.to_owned(), text));
}

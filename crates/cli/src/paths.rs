//! Paths as texts, in the way Helm joins and cleans them.

/// The shortest path that means the same, by the words alone: no `.`, no `a/..`, no double or trailing slash.
///
/// ```
/// use steersman_cli::paths::clean;
///
/// assert_eq!(clean("./a//b/../c/"), "a/c");
/// assert_eq!(clean(""), ".");
/// assert_eq!(clean("/.."), "/");
/// ```
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// Joins the parts that are not empty and cleans the result; nothing joined is nothing.
pub fn join(parts: &[&str]) -> String {
    let filled: Vec<_> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect();
    if filled.is_empty() {
        return String::new();
    }
    clean(&filled.join("/"))
}

/// The last part of a path.
pub fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        (false, false) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// Everything but the last part of a path, cleaned.
pub fn dir(path: &str) -> String {
    match path.rfind('/') {
        Some(at) => clean(&path[..=at]),
        None => ".".into(),
    }
}

/// An error of the file system as Go words it: what was tried, where, and why it failed.
pub(crate) fn go_error(operation: &str, path: &str, error: &std::io::Error) -> String {
    format!("{operation} {path}: {}", go_cause(error))
}

/// Why the file system refused, as Go words it: the system's text in lower case, without its number.
pub(crate) fn go_cause(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

//! How long files may be, and what `lib.rs` and `mod.rs` may hold.

use super::tree::TextFile;

const SOURCE_LINES: usize = 600;
const INLINE_TEST_LINES: usize = 500;
const TEST_LINES: usize = 1500;
const INDEX_LINES: usize = 200;

/// Files that may be longer or hold logic, each with its reason; a file that has come in order leaves the list.
const ALLOWED: &[(&str, &str)] = &[];

/// What is wrong with the size or the shape of a file.
pub(crate) fn check(file: &TextFile) -> Vec<String> {
    let path = &file.path;
    if !path.starts_with("crates/")
        || std::path::Path::new(path)
            .extension()
            .is_none_or(|found| found != "rs")
    {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let allowed = ALLOWED.iter().any(|(name, _)| name == path);
    if let Some((what, lines, limit)) = too_long(file).filter(|_| !allowed) {
        problems.push(format!(
            "{path}: {lines} lines of {what}, more than {limit}"
        ));
    }
    if !allowed && let Some(line) = first_logic(file) {
        problems.push(format!(
            "{path}:{}: docs, mod lines and re-exports only",
            line + 1
        ));
    }
    problems
}

/// Allowances that no file needs any more.
pub(crate) fn stale_allowances(files: &[TextFile]) -> Vec<String> {
    ALLOWED
        .iter()
        .filter(|(name, _)| {
            !files.iter().any(|file| {
                file.path == *name && (too_long(file).is_some() || first_logic(file).is_some())
            })
        })
        .map(|(name, _)| format!("{name}: is in order and can leave the list of exceptions"))
        .collect()
}

/// The first line of logic in a file that may hold docs, mod lines and re-exports only, counted from 0.
fn first_logic(file: &TextFile) -> Option<usize> {
    let path = &file.path;
    let is_index =
        (path.ends_with("/mod.rs") || path.ends_with("src/lib.rs")) && !path.contains("/tests/");
    is_index
        .then(|| source(&file.text).lines().position(holds_logic))
        .flatten()
}

/// The first limit that a file breaks: what is too long, how long, and the limit.
fn too_long(file: &TextFile) -> Option<(&'static str, usize, usize)> {
    let path = &file.path;
    let all = file.text.lines().count();
    if path.contains("/tests/") || path.contains("/benches/") || path.ends_with("/tests.rs") {
        return (all > TEST_LINES).then_some(("tests", all, TEST_LINES));
    }
    let code = source(&file.text).lines().count();
    let is_index = path.ends_with("/mod.rs") || path.ends_with("/lib.rs");
    let limit = if is_index { INDEX_LINES } else { SOURCE_LINES };
    if code > limit {
        return Some(("code", code, limit));
    }
    (all - code > INLINE_TEST_LINES).then_some(("inline tests", all - code, INLINE_TEST_LINES))
}

/// The text before the inline test module.
fn source(text: &str) -> &str {
    let end = text
        .find("\n#[cfg(test)]\nmod ")
        .map_or(text.len(), |at| at + 1);
    &text[..end]
}

fn holds_logic(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let starts_item = words.next().is_some_and(|first| {
        ["fn", "impl", "impl<T>", "struct", "enum", "trait", "static"].contains(&first)
            || first.starts_with("pub")
                && words.any(|word| ["fn", "struct", "enum", "trait"].contains(&word))
    });
    starts_item && !line.trim_start().starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::super::tree::TextFile;
    use super::check;

    fn problems(path: &str, text: &str) -> usize {
        let file = TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file).len()
    }

    #[test]
    fn long_files_and_logic_in_indexes_are_found() {
        let long = "\n".repeat(601);
        let tested = format!(
            "{}\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "\n".repeat(500),
            "\n".repeat(400)
        );
        for (path, text, expected) in [
            ("crates/a/src/b.rs", long.as_str(), 1),
            ("crates/a/src/b.rs", tested.as_str(), 0),
            ("crates/a/tests/b.rs", long.as_str(), 0),
            ("docs/long.md", long.as_str(), 0),
            (
                "crates/a/src/lib.rs",
                "//! pub fn x\npub mod a;\npub use a::fn_b;\n",
                0,
            ),
            ("crates/a/src/lib.rs", "pub(crate) fn a() {}\n", 1),
            ("crates/a/src/b/mod.rs", "mod c;\nimpl A {}\n", 1),
        ] {
            assert_eq!(problems(path, text), expected, "{path}: {text:.20}");
        }
    }
}

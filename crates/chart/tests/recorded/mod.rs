//! Cases recorded from Helm: a line of JSON each, after a line that names the version.

use serde_json::Value;

/// The cases of a file below `tests/data`.
pub(crate) fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs_err::read_to_string(path).expect("the file can be read");
    let mut lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("the line is JSON"));
    let head = lines.next().expect("the file has a first line");
    assert!(
        head["recorded_with"]
            .as_str()
            .is_some_and(|version| version.starts_with("helm v"))
    );
    lines.collect()
}

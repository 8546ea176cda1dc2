//! Charts good and bad from folders and archives: what Helm says, recorded.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use steersman_chart::archive::Limits;
use steersman_chart::metadata_tree;
use steersman_names::HelmDialect;
use steersman_store::{Purpose, load};

fn write_files(folder: &Path, files: &serde_json::Map<String, Value>) {
    fs_err::create_dir_all(folder).expect("folders can be made");
    for (name, text) in files {
        let path = folder.join(name);
        fs_err::create_dir_all(path.parent().expect("it is in a folder"))
            .expect("folders can be made");
        fs_err::write(path, text.as_str().expect("a file is a text"))
            .expect("files can be written");
    }
}

/// What `show chart` prints, or the error without the path of the temporary folder.
#[expect(
    clippy::unwrap_in_result,
    reason = "the error is what is tested; the rest cannot fail"
)]
fn show_chart(case: &Value, dialect: HelmDialect) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = if let Some(files) = case["files"].as_object() {
        write_files(&folder.path().join("c"), files);
        folder.path().join("c")
    } else {
        let bytes = STANDARD
            .decode(case["archive"].as_str().expect("there is an archive"))
            .expect("it is base64");
        fs_err::write(folder.path().join("c.tgz"), bytes).expect("files can be written");
        folder.path().join("c.tgz")
    };
    let loaded = load(&path, Purpose::Inspect, dialect, &Limits::of(dialect));
    let text = |bytes| String::from_utf8(bytes).expect("it is text") + "\n";
    loaded
        .map(|loaded| {
            text(
                steersman_yaml::encode_tree(&metadata_tree(&loaded.chart.metadata))
                    .expect("it is YAML"),
            )
        })
        .map_err(|error| {
            error
                .to_string()
                .replace(&*folder.path().to_string_lossy(), "DIR")
        })
}

fn check(dialect: HelmDialect) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/load.jsonl");
    let recorded = fs_err::read_to_string(path).expect("the file can be read");
    let mut wrong = Vec::new();
    for line in recorded.lines().skip(1) {
        let case: Value = serde_json::from_str(line).expect("the line is JSON");
        let is_old = dialect == HelmDialect::V3_22 && case.get("3.22").is_some();
        let expected = &case[if is_old { "3.22" } else { "4.3" }];
        let expected = match expected["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(expected["stdout"]
                .as_str()
                .expect("there is an output")
                .to_owned()),
        };
        let found = show_chart(&case, dialect);
        if found != expected {
            let what = case["name"]
                .as_str()
                .map_or_else(|| case["files"].to_string(), str::to_owned);
            wrong.push(format!("{what}\n  helm {expected:?}\n  here {found:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn loads_as_4_3_does() {
    check(HelmDialect::V4_3);
}

#[test]
fn loads_as_3_22_does() {
    check(HelmDialect::V3_22);
}

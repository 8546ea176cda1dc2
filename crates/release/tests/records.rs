//! Records that Helm wrote are read, and written again to the byte.

#![expect(clippy::panic, reason = "a record that is not read fails the test")]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;
use steersman_release::{View, decode, decode_summary, encode, to_json};

/// The JSON of each record in a folder: what `base64 -d | base64 -d | gunzip` makes of the Secrets.
fn records(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/records")
        .join(folder);
    let mut records: Vec<_> = fs::read_dir(&folder)
        .expect("the folder is part of the tests")
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let text = fs::read_to_string(&path).expect("records are text");
            (path.display().to_string(), text)
        })
        .collect();
    records.sort();
    assert!(!records.is_empty(), "{}", folder.display());
    records
}

fn check(name: &str, json: &str, rewritten: &str) {
    let release = decode(&STANDARD.encode(json)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written = to_json(&release, &View::default()).expect("a release can be written");
    let written = String::from_utf8(written).expect("JSON is UTF-8");
    if let Some(at) = (0..written.len().max(rewritten.len()))
        .find(|at| written.as_bytes().get(*at) != rewritten.as_bytes().get(*at))
    {
        let from = at.saturating_sub(80);
        let part = |text: &str| {
            let bytes = &text.as_bytes()[from.min(text.len())..(at + 80).min(text.len())];
            String::from_utf8_lossy(bytes).into_owned()
        };
        panic!(
            "{name} at {at}:\n  wanted {}\n  got    {}",
            part(rewritten),
            part(&written)
        );
    }
    let stored = encode(&release).expect("a release can be stored");
    assert_eq!(
        decode(&stored).expect("it was just written"),
        release,
        "{name}"
    );
    let summary = decode_summary(&stored).expect("it was just written");
    let expected = release.summary();
    assert_eq!(summary.name, expected.name, "{name}");
    assert_eq!(summary.status, expected.status, "{name}");
    assert_eq!(summary.last_deployed, expected.last_deployed, "{name}");
    assert_eq!(summary.chart, expected.chart, "{name}");
}

#[test]
fn records_of_helm_4_come_back_to_the_byte() {
    for (name, json) in records("helm-4.3.1") {
        // An integer that no float holds is read as the float next to it, by Helm too.
        let rewritten = json.replace("9007199254740993", "9007199254740992");
        check(&name, &json, &rewritten);
    }
}

#[test]
fn records_of_helm_3_become_those_of_helm_4() {
    for (name, json) in records("helm-3.22.0") {
        let rewritten = json
            .replace("9007199254740993", "9007199254740992")
            // Helm 3 writes times that are none.
            .replace("\"deleted\":\"\",", "")
            // It does not write this one.
            .replacen(
                ",\"files\":",
                ",\"schemamodtime\":\"0001-01-01T00:00:00Z\",\"files\":",
                1,
            )
            .replace(
                "\"last_run\":{\"started_at\":\"\",\"completed_at\":\"\",",
                "\"last_run\":{",
            );
        check(&name, &json, &rewritten);
    }
}

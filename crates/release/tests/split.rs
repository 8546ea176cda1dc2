//! Records that do not fit into one object.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fmt::Write as _;

use steersman_chart::File;
use steersman_release::{Joint, Release, Split, decode_split, encode_split};

const LIMIT: usize = 4096;

/// Text that does not compress to less than a few thousand bytes.
fn noise(lines: u64) -> String {
    let mut text = String::new();
    let mut state = 1_u64;
    for _ in 0..lines {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        writeln!(text, "{state:x}").unwrap();
    }
    text
}

fn release() -> Release {
    let mut release = Release {
        name: "web".to_owned(),
        version: 3,
        manifest: "---\nkind: ConfigMap\n".to_owned(),
        ..Release::default()
    };
    "web".clone_into(&mut release.chart.metadata.name);
    release
}

fn read(split: &Split, with_parts: bool) -> Option<Release> {
    let joint = decode_split(&split.record).unwrap();
    let parts = split.parts.as_ref().filter(|_| with_parts);
    joint.join(parts.map(|parts| parts.pieces.clone()))
}

#[test]
fn small_records_are_whole() {
    let split = encode_split(&release(), LIMIT).unwrap();
    assert!(split.parts.is_none());
    assert!(matches!(decode_split(&split.record), Ok(Joint::Whole(_))));
}

#[test]
fn large_charts_go_into_parts() {
    let mut release = release();
    release.chart.files.push(File::new("big.txt", noise(600)));
    let split = encode_split(&release, LIMIT).unwrap();
    assert!(split.record.len() <= LIMIT);
    // Helm reads the record without its parts.
    let light = steersman_release::decode(&split.record).unwrap();
    assert_eq!(
        (light.manifest, light.chart.files.len()),
        (release.manifest.clone(), 0)
    );
    assert_eq!(read(&split, true), Some(release.clone()));
    let alone = read(&split, false).unwrap();
    assert_eq!(alone.chart.metadata, release.chart.metadata);
    // The parts stay the same when the state of the release changes.
    let id = split.parts.unwrap().id;
    assert!(id.is_of(3) && !id.is_of(30));
    release.info.status = steersman_release::Status::Superseded;
    assert_eq!(encode_split(&release, LIMIT).unwrap().parts.unwrap().id, id);
}

#[test]
fn large_manifests_hide_the_record() {
    let mut release = release();
    release.manifest = noise(600);
    let split = encode_split(&release, LIMIT).unwrap();
    assert!(steersman_release::decode(&split.record).is_err());
    assert_eq!(read(&split, true), Some(release));
    assert_eq!(read(&split, false), None);
}

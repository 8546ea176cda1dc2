//! Several writers at once.

use std::process::Stdio;

use crate::bed::{Bed, output};
use crate::support::Output;

/// Runs commands at the same time.
fn together(bed: &Bed, commands: &[String]) -> Vec<Output> {
    let spawn = |words: &String| {
        let mut command = bed.command(words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it runs")
    };
    let children: Vec<_> = commands.iter().map(spawn).collect();
    let wait = |child: std::process::Child| output(child.wait_with_output().expect("it ends"));
    children.into_iter().map(wait).collect()
}

#[test]
fn releases_are_installed_side_by_side() {
    let Some(bed) = Bed::new("side") else { return };
    let names = ["a", "b", "c", "d"];
    let commands = names.map(|name| format!("install {name} chart --wait"));
    for output in together(&bed, &commands) {
        assert_eq!(output.code, 0, "{output:?}");
    }
    assert_eq!(bed.succeed("list -q --deployed"), "a\nb\nc\nd\n");
}

#[test]
fn one_release_has_one_writer_at_a_time() {
    let Some(bed) = Bed::new("one") else { return };
    bed.succeed("install web chart --no-hooks");
    let commands = ["red", "green", "blue"]
        .map(|color| format!("upgrade web chart --no-hooks --set color={color}"));
    for output in together(&bed, &commands) {
        assert_eq!(output.code, 0, "{output:?}");
    }
    assert_eq!(
        bed.history("web"),
        ["1 superseded", "2 superseded", "3 superseded", "4 deployed"]
    );
    let last = bed.json("get values web");
    let config = bed.object("v1", "ConfigMap", "web-config").expect("it");
    assert_eq!(last["color"], config.text(&["data", "color"]));
}

//! What only a terminal sees.

use std::process::Command;

/// What a command line prints on a terminal that `script` makes, or nothing when there is no `script`.
fn on_terminal(command: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let chart = folder.path().join("web");
    fs_err::create_dir_all(chart.join("templates")).expect("folders can be made");
    for (name, text) in [
        ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
        ("values.yaml", "image: {tag: \"1\"}\n"),
        ("templates/a.yaml", "tag: {{ .Values.image.tag }}\n"),
    ] {
        fs_err::write(chart.join(name), text).expect("files can be written");
    }
    let output = Command::new("script")
        .args(["-q", "-e", "-c", command, "/dev/null"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", folder.path())
        .env("NO_COLOR", "1")
        .current_dir(folder.path())
        .output();
    let Ok(output) = output else {
        println!("skipped: there is no script");
        return None;
    };
    let text = String::from_utf8(output.stdout).expect("text");
    Some(text.replace("\r\n", "\n"))
}

const STEER: &str = env!("CARGO_BIN_EXE_steer");

#[test]
fn a_value_that_nothing_reads_is_a_warning_with_the_name_that_was_meant() {
    let Some(found) = on_terminal(&format!("{STEER} template demo web --set imag.tag=2")) else {
        return;
    };
    assert!(found.contains("tag: 1\n"), "{found}");
    assert!(
        found
            .contains("warning: no template reads the value `imag`\nhint: did you mean `image`?\n"),
        "{found}"
    );
}

#[test]
fn values_that_are_read_are_no_reason_to_talk() {
    let Some(found) = on_terminal(&format!("{STEER} template demo web --set image.tag=2")) else {
        return;
    };
    assert_eq!(found, "---\n# Source: web/templates/a.yaml\ntag: 2\n");
}

#[test]
fn off_a_terminal_standard_error_is_silent() {
    let line = format!("{STEER} template demo web --set imag.tag=2 2>talk >/dev/null; wc -c <talk");
    let Some(found) = on_terminal(&line) else {
        return;
    };
    assert_eq!(found.trim(), "0");
}

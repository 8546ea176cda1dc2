//! What Masterminds/semver 3.5.0 answered, recorded: each line of `data/` is a text and its results.
//!
//! Every constraint was tried on [`VERSIONS`]; a digit tells whether it matched, the last column holds the reasons
//! for one version that did not.

use steersman_semver::{Constraint, Error, Version};

const VERSIONS: [&str; 27] = [
    "0.0.0",
    "0.0.0-a",
    "0.0.1",
    "0.0.1-a",
    "0.0.2",
    "0.1.0",
    "0.1.1",
    "0.1.1-rc.1",
    "0.2.0",
    "1.0.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.2.0",
    "1.2.0-beta",
    "1.2.3",
    "1.2.3-0",
    "1.2.3-alpha",
    "1.2.3+b",
    "1.2.4",
    "1.3.0",
    "1.10.0",
    "2.0.0",
    "2.0.0-rc1",
    "2.1.3",
    "3.0.0",
    "3.4.5-x",
    "11.1.0",
];

fn unescape(text: &str) -> String {
    text.replace("\\t", "\t")
        .replace("\\n", "\n")
        .replace("\\\\", "\\")
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
}

fn show<T: ToString>(result: Result<T, Error>) -> String {
    escape(&match result {
        Ok(value) => value.to_string(),
        Err(error) => format!("error: {error}"),
    })
}

fn version_line(text: &str) -> String {
    format!(
        "{}\t{}\t{}",
        escape(text),
        show(Version::parse(text)),
        show(Version::parse_strict(text))
    )
}

fn constraint_line(text: &str, recorded: &str) -> String {
    let parsed = Constraint::parse(text);
    let head = format!("{}\t{}", escape(text), show(parsed.clone()));
    let Ok(constraint) = parsed else {
        return format!("{head}\t");
    };
    let parse = |version: &str| Version::parse(version).expect("a recorded version");
    let digits: String = VERSIONS
        .iter()
        .map(|version| {
            if constraint.matches(&parse(version)) {
                '1'
            } else {
                '0'
            }
        })
        .collect();
    let reasons = recorded
        .rsplit('\t')
        .next()
        .and_then(|last| last.split_once(": "))
        .map(|(version, _)| {
            let mismatches = constraint
                .validate(&parse(version))
                .expect_err("it did not match");
            let texts: Vec<_> = mismatches.iter().map(ToString::to_string).collect();
            format!("{version}: {}", texts.join("; "))
        });
    format!("{head}\t{digits}\t{}", reasons.unwrap_or_default())
}

fn check(data: &str, answer: fn(&str, &str) -> String) {
    for recorded in data.lines() {
        let text = unescape(recorded.split('\t').next().expect("the text"));
        assert_eq!(answer(&text, recorded), recorded);
    }
}

#[test]
fn versions_as_recorded() {
    check(include_str!("data/versions.tsv"), |text, _| {
        version_line(text)
    });
}

#[test]
fn constraints_as_recorded() {
    check(include_str!("data/constraints.tsv"), constraint_line);
}

//! The chart that runs the server in a cluster: rendered as Helm renders it, linted strictly, and strict about values.

use std::path::Path;
use std::process::{Command, Output};

use crate::serve::helm;

const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/chart");

/// Ways to install it.
const VALUES: [&str; 4] = [
    "",
    "replicas=2,env.DEPTH=1,envFromSecret=login",
    "settings.quotas[0].bytes=10GiB,settings.retention[0].keep-last=3,filesFromSecret=files",
    "persistence.enabled=false,service.type=NodePort,env.CONTEXT_PATH=/charts,image.tag=edge",
];

/// Values that mean nothing, with the place that the schema names.
const WRONG: [(&str, &str); 9] = [
    ("replica=2", "replica"),
    ("replicas=many", "replicas"),
    ("image.pullPolicy=Sometimes", "pullPolicy"),
    ("image.repository=", "repository"),
    ("env.depth=1", "depth"),
    ("env.DEPTH[0]=1", "DEPTH"),
    ("service.port=99999", "port"),
    ("persistence.size=much", "size"),
    ("persistence.accessMode=ReadOnlyMany", "accessMode"),
];

fn run(program: &Path, words: &[&str]) -> Output {
    Command::new(program).args(words).output().unwrap()
}

fn render(program: &Path, values: &str) -> String {
    let output = run(program, &["template", "charts", CHART, "--set", values]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{values}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Both programs, ours first; the other one where it is there.
fn programs() -> Vec<std::path::PathBuf> {
    let mut programs = vec![env!("CARGO_BIN_EXE_steer").into()];
    match helm() {
        Some(helm) => programs.push(helm),
        None => println!("skipped: real Helm is not there (`cargo xtask oracle`)"),
    }
    programs
}

#[test]
fn the_chart_of_the_server_renders_as_with_helm() {
    let own: Vec<String> = VALUES
        .iter()
        .map(|values| render(env!("CARGO_BIN_EXE_steer").as_ref(), values))
        .collect();
    for (kind, count) in [
        ("kind: Deployment", 4),
        ("kind: PersistentVolumeClaim", 3),
        ("kind: ConfigMap", 1),
    ] {
        let found = own.iter().filter(|text| text.contains(kind)).count();
        assert_eq!(found, count, "{kind}");
    }
    for helm in &programs()[1..] {
        for (values, own) in VALUES.iter().zip(&own) {
            assert_eq!(*own, render(helm, values), "{values}");
        }
    }
}

#[test]
fn the_chart_of_the_server_is_linted_strictly() {
    for program in programs() {
        for values in VALUES {
            let output = run(&program, &["lint", "--strict", CHART, "--set", values]);
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{values}: {text}");
            // Strict lint lets hints about the chart through: there is none but about the icon.
            let told = text.lines().filter(|line| line.starts_with('['));
            let others: Vec<&str> = told.filter(|line| !line.contains("icon")).collect();
            assert!(others.is_empty(), "{values}: {others:?}");
        }
    }
}

#[test]
fn the_chart_of_the_server_refuses_values_that_mean_nothing() {
    for program in programs() {
        for (values, place) in WRONG {
            let output = run(&program, &["template", "charts", CHART, "--set", values]);
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success(), "{values}");
            let told = text.contains("values don't meet the specifications of the schema");
            assert!(told && text.contains(place), "{values}: {text}");
        }
    }
}

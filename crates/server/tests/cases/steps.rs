//! What happens between the start and the request.

use super::setup::Setup;
use crate::support::{fixture, package};

/// Something that happens before the request.
pub(super) enum Step {
    /// A request whose answer does not matter.
    Ask(&'static str, &'static str),
    /// An upload to a repository.
    Upload(&'static str, Vec<u8>),
    /// A file comes into the storage by hand.
    Put(&'static str, Vec<u8>),
    /// A file goes from the storage by hand.
    Remove(&'static str),
    /// The server ends and another one begins.
    Restart,
    /// A second server on the same storage, which is asked from here on.
    Other,
    /// The next request has the entity tag of the index.
    TakeTag,
    /// So many uploads, each of which has to be in the index at once.
    ManyUploads(u32),
}

/// The steps and files that a clause is about.
pub(super) fn steps_of(setup: &mut Setup, clause: &str) -> Option<()> {
    let chart = |version: &str| fixture(&format!("mychart-{version}"));
    let mut steps = Vec::new();
    match clause {
        "two server processes on one shared storage"
        | "no token"
        | "both indexes read"
        | "wait 1 s"
        | "wait 3 s"
        | "webhook configured" => {}
        "as above" => setup.before.extend(uploads(&[
            "mychart-0.0.1",
            "mychart-0.1.0",
            "mychart-0.2.0",
        ])),
        "preflight for POST" => {
            for (name, value) in [
                ("origin", "https://ui.example.com"),
                ("access-control-request-method", "POST"),
            ] {
                setup.headers.push((name.into(), value.into()));
            }
        }
        "uploaded before" => setup
            .before
            .push(("org1/repo1".into(), "mychart-0.1.0".into())),
        "storage also holds a hand-made index.yaml that lists chart ghost" => {
            let text = "apiVersion: v1\nentries:\n  ghost:\n  - {name: ghost, version: 1.0.0, urls: [g.tgz]}\n";
            setup.files.push(("index.yaml".into(), text.into()));
        }
        "storage also holds broken-1.0.0.tgz with random bytes" => {
            setup
                .files
                .push(("broken-1.0.0.tgz".into(), b"random bytes".to_vec()));
            setup
                .files
                .push(("mychart-0.1.0.tgz".into(), chart("0.1.0")));
        }
        "storage also holds an empty (0 byte) zero-1.0.0.tgz" => {
            setup.files.push(("zero-1.0.0.tgz".into(), Vec::new()));
        }
        "after start mychart-0.2.0.tgz is copied into storage by hand" => {
            steps.push(Step::Ask("GET", "/index.yaml"));
            steps.push(Step::Put("mychart-0.2.0.tgz", chart("0.2.0")));
        }
        "after start mychart-0.1.0.tgz is removed from storage by hand" => {
            setup
                .files
                .push(("mychart-0.1.0.tgz".into(), chart("0.1.0")));
            steps.push(Step::Ask("GET", "/index.yaml"));
            steps.push(Step::Remove("mychart-0.1.0.tgz"));
        }
        "a file is copied into storage by hand after the first index request" => {
            steps.push(Step::Ask("GET", "/index.yaml"));
            steps.push(Step::Put("mychart-0.1.0.tgz", chart("0.1.0")));
        }
        "server restarted" => steps.push(Step::Restart),
        "storage holds an index-cache.yaml with garbage" => {
            setup
                .files
                .push(("index-cache.yaml".into(), b"garbage: [".to_vec()));
            setup
                .files
                .push(("mychart-0.1.0.tgz".into(), chart("0.1.0")));
        }
        "request straight after the 201 of the upload, no wait, 1000 repeats with new versions" => {
            steps.push(Step::ManyUploads(1000));
        }
        "upload to A, read from B straight away" => {
            steps.push(Step::Upload("", chart("0.1.0")));
            steps.push(Step::Other);
        }
        "storage holds r/mychart-0.1.0.tgz" => {
            setup
                .files
                .push(("r/mychart-0.1.0.tgz".into(), chart("0.1.0")));
            "/r/index.yaml".clone_into(&mut setup.path);
        }
        "after start the first request is an upload of otherchart-0.1.0 to r" => {
            steps.push(Step::Upload("r", fixture("otherchart-0.1.0")));
        }
        "a 2000-chart index rebuild runs at the same time" => {
            for n in 0..2000 {
                let name = format!("chart{n}");
                setup
                    .files
                    .push((format!("{name}-1.0.0.tgz"), package(&name, "1.0.0")));
            }
        }
        "mychart 0.1.0 to 0.10.0 uploaded (10 versions), then 0.1.0 uploaded again" => {
            for n in 1..=10 {
                setup
                    .before
                    .push((String::new(), format!("mychart-0.{n}.0")));
            }
            steps.push(Step::Upload("", chart("0.1.0")));
        }
        "storage: one of ten stored packages becomes unreadable (permission or NoSuchKey)" => {
            for n in 1..=10 {
                setup
                    .before
                    .push((String::new(), format!("mychart-0.{n}.0")));
            }
            steps.push(Step::Put("mychart-0.3.0.tgz", Vec::new()));
        }
        "a file was copied into storage by hand" => {
            setup.config.depth = steersman_server::Depth::Fixed(1);
            "--depth=1".clone_into(&mut setup.flags);
            steps.push(Step::Ask("GET", "/r/index.yaml"));
            steps.push(Step::Put("r/mychart-0.1.0.tgz", chart("0.1.0")));
        }
        "uploaded at depth 0, 1, 2 and 3" => {
            for (repo, label) in [
                ("", "mychart-0.1.0"),
                ("a", "mychart-0.2.0"),
                ("a/b", "otherchart-0.1.0"),
                ("a/b/c", "mychart-0.3.0"),
            ] {
                setup.before.push((repo.into(), label.into()));
            }
        }
        "a chart called charts is stored at depth 0" => {
            setup
                .files
                .push(("charts-0.1.0.tgz".into(), package("charts", "0.1.0")));
        }
        "two charts in repo a, one in repo b, both indexes read" => {
            for (repo, label) in [
                ("a", "mychart-0.1.0"),
                ("a", "otherchart-0.1.0"),
                ("b", "mychart-0.1.0"),
            ] {
                setup.before.push((repo.into(), label.into()));
            }
        }
        "GET /api/charts/mychart/0.1.0 was served before" => {
            setup.before.extend(uploads(&["mychart-0.1.0"]));
            steps.push(Step::Ask("GET", "/api/charts/mychart/0.1.0"));
        }
        "GET /nothing-here was answered 404 before" => {
            steps.push(Step::Ask("GET", "/nothing-here"));
        }
        "uploaded: mychart-service-0.0.1 and then three mychart versions" => {
            let labels = [
                "mychart-service-0.0.1",
                "mychart-0.0.1",
                "mychart-0.1.0",
                "mychart-0.2.0",
            ];
            setup.before.extend(uploads(&labels));
        }
        "two mychart versions stored" => setup
            .before
            .extend(uploads(&["mychart-0.0.1", "mychart-0.1.0"])),
        "multipart chart + prov" => {
            setup
                .before
                .extend(uploads(&["mychart-0.0.1", "mychart-0.1.0"]));
            setup.provs.push((String::new(), "mychart-0.0.1".into()));
            setup.body = super::bodies::form_of("chart + prov")?;
            let (name, value) = crate::support::FORM;
            setup.headers.push((name.into(), value.into()));
        }
        "mychart-0.1.0 and 0.2.0 stored" => setup
            .before
            .extend(uploads(&["mychart-0.1.0", "mychart-0.2.0"])),
        "mychart2-0.1.0-SNAPSHOT-1 stored" => {
            setup.before.extend(uploads(&["mychart2-0.1.0-SNAPSHOT-1"]));
        }
        "10 versions stored" => {
            for n in 0..10 {
                setup
                    .before
                    .push((String::new(), format!("mychart-{}.{}.0", n / 2, n % 2)));
            }
            setup.body = chart("9.9.9");
        }
        "then a delete" => setup.deleted.push((String::new(), "mychart-0.1.0".into())),
        _ => {
            let rule = clause.strip_prefix("ours: retention rule ")?;
            // Uploads of a test are of now; a rule about days would keep them all.
            let lines: Vec<String> = rule
                .split(", ")
                .filter(|pair| !pair.starts_with("keep-newer-than"))
                .filter_map(|pair| pair.split_once('='))
                .map(|(key, value)| format!("  {key}: '{value}'\n"))
                .collect();
            let text = format!("retention:\n- charts: '*'\n{}", lines.concat());
            let path = setup.folder.path().join("settings.yaml");
            fs_err::write(&path, &text).unwrap();
            let read = steersman_server::read_settings(&path, text.as_bytes(), &[]);
            setup.config.features = read.unwrap().features;
        }
    }

    setup.steps.extend(steps);
    Some(())
}

fn uploads(labels: &[&str]) -> Vec<(String, String)> {
    labels
        .iter()
        .map(|label| (String::new(), (*label).to_owned()))
        .collect()
}

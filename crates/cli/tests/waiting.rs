//! What is said while something is waited for, and after it did not come.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::bed::{Bed, output};
use crate::support::Output;

/// Pods that become what a value says, and a Secret with a word that the containers of the test bed write to their logs.
const SLOW: &str = r"apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData: {word: {{ .Values.word }}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
      {{- with .Values.outcome }}
      annotations: {testbed.steersman.dev/outcome: {{ . }}}
      {{- end }}
    spec: {containers: [{name: web, image: web}]}
";

fn bed(name: &str) -> Option<Bed> {
    let bed = Bed::new(name)?;
    bed.write("chart/templates/all.yaml", SLOW);
    bed.write("chart/values.yaml", "outcome: \"\"\nword: started\n");
    Some(bed)
}

#[test]
fn evidence_is_printed_kept_and_masked() {
    let Some(bed) = bed("evidence") else { return };
    bed.succeed("install web chart --wait");
    let command = "upgrade web chart --wait --timeout 3s --rollback-on-failure --set outcome=";
    for (outcome, reason) in [
        ("image-pull-error", "ImagePullBackOff"),
        ("crash-loop", "CrashLoopBackOff"),
    ] {
        let said = bed.fail(&format!("{command}{outcome}"));
        let kept = bed.succeed("status web --evidence");
        for text in [&said, &kept] {
            let known = [
                "evidence: Deployment ",
                "condition Progressing=True",
                reason,
            ];
            for part in known {
                assert!(text.contains(part), "{part} in {text}");
            }
            assert!(!text.contains("started"), "{text}");
        }
        assert!(said.contains("has been rolled back"), "{said}");
    }
    // The last lines of a container that crashes are there, without the words of the Secret.
    let kept = bed.succeed("status web --evidence");
    assert!(
        kept.contains("log web: [secret]\n  log web: working\n"),
        "{kept}"
    );
    let first = bed.json("status web --evidence --revision 2");
    assert_eq!(first["revision"], 2);
    assert_eq!(first["objects"][0]["kind"], "Deployment");
    assert_eq!(
        bed.history("web"),
        [
            "1 superseded",
            "2 failed",
            "3 superseded",
            "4 failed",
            "5 deployed"
        ]
    );
}

#[test]
fn reasons_of_waiting_hold_no_secrets() {
    let Some(bed) = bed("reasons") else { return };
    // The last line of the log is what the reason ends with.
    let output = bed.run(
        "install web chart --wait --timeout 4s --set outcome=crash-loop,word=working --events json",
    );
    assert_eq!(output.code, 1, "{output:?}");
    assert!(!output.stderr.contains("working"), "{}", output.stderr);
    let events: Vec<Value> = output
        .stderr
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let waiting: Vec<&Value> = events
        .iter()
        .filter(|event| event["type"] == "waiting" && event["object"]["kind"] == "Deployment")
        .collect();
    let last = waiting.last().expect("it was waited for");
    assert_eq!(last["object"]["apiVersion"], "apps/v1");
    assert_eq!(last["status"], "InProgress");
    let reasons = last["reasons"].as_array().expect("reasons");
    let told = |reason: &Value| {
        let text = reason["text"].as_str().unwrap_or_default();
        text.contains("CrashLoopBackOff") && text.contains("[secret]")
    };
    assert!(reasons.iter().any(told), "{last}");
    let kinds: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert!(kinds.contains(&&json!("evidence")), "{kinds:?}");
}

/// Starts a command, waits until the deployment has so many pods, and sends it signals.
fn interrupt(bed: &Bed, words: &str, pods: u32, signals: usize) -> Output {
    let mut command = bed.command(words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child: Child = command.spawn().expect("it runs");
    let is_there = || {
        let found = bed.object("apps/v1", "Deployment", "web");
        found.is_some_and(|found| found.at(&["status", "replicas"]) == Some(&json!(pods)))
    };
    for _ in 0..200 {
        if is_there() {
            break;
        }
        sleep(Duration::from_millis(50));
    }
    // Everything the first signal puts an end to takes longer than it takes the second one to come.
    let kill = format!("kill -INT {}; sleep 0.02;", child.id()).repeat(signals);
    let told = Command::new("sh")
        .args(["-c", &kill])
        .stderr(Stdio::null())
        .status();
    told.expect("a shell");
    output(child.wait_with_output().expect("it ends"))
}

#[test]
fn one_signal_ends_in_order() {
    let Some(bed) = bed("signal") else { return };
    let command = "install web chart --wait --timeout 60s --set outcome=never-ready";
    let ended = interrupt(&bed, command, 1, 1);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(ended.stdout, "Release web has been cancelled.\n");
    assert!(
        ended
            .stderr
            .ends_with("Error: INSTALLATION FAILED: context canceled\n"),
        "{ended:?}"
    );
    assert_eq!(bed.history("web"), ["1 failed"]);
    assert!(bed.names("coordination.k8s.io/v1", "Lease").is_empty());
    bed.succeed("upgrade --install web chart --reset-values --wait");
    assert_eq!(bed.history("web"), ["1 superseded", "2 deployed"]);
}

#[test]
fn two_signals_end_at_once_and_say_what_is_left() {
    let Some(bed) = bed("signals") else { return };
    bed.succeed("install web chart --wait");
    let command =
        "upgrade web chart --wait --timeout 60s --set outcome=never-ready --rollback-on-failure";
    let ended = interrupt(&bed, command, 2, 2);
    assert_eq!(ended.code, 130, "{ended:?}");
    let said = "cancelled again: ended at once, with everything as it is; the next command on the release finds what was \
        begun, and goes on or puts it in order\n";
    assert!(ended.stderr.ends_with(said), "{ended:?}");
    bed.succeed("upgrade web chart --reset-values --wait");
    let history = bed.history("web");
    let (last, others) = history.split_last().expect("records");
    assert!(last.ends_with(" deployed"), "{history:?}");
    assert!(
        !others.iter().any(|one| one.contains("pending")),
        "{history:?}"
    );
    assert!(bed.names("coordination.k8s.io/v1", "Lease").is_empty());
}

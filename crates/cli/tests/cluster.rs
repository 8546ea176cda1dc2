//! The release verbs on a real cluster.

use serde_json::json;

use crate::bed::Bed;

#[test]
fn a_release_lives_its_life() {
    let Some(bed) = Bed::new("life") else { return };
    let color = || {
        let config = bed.object("v1", "ConfigMap", "web-config").expect("it");
        config.text(&["data", "color"]).to_owned()
    };

    let said = bed.succeed("install web chart --wait");
    assert!(said.ends_with("NOTES:\nIt is red.\n"), "{said}");
    assert_eq!(color(), "red");
    let deployment = bed.object("apps/v1", "Deployment", "web").expect("it");
    assert_eq!(deployment.at(&["status", "readyReplicas"]), Some(&json!(1)));
    // The other one is deleted once it succeeded.
    assert_eq!(bed.names("batch/v1", "Job"), ["web-post-install"]);

    let said = bed.succeed("upgrade web chart --set color=blue,extra=true --wait");
    assert!(said.starts_with("Release \"web\" has been upgraded. Happy Helming!\n"));
    assert_eq!(color(), "blue");
    assert_eq!(bed.names("v1", "ConfigMap"), ["web-config", "web-extra"]);
    assert_eq!(
        bed.succeed("rollback web 1 --wait"),
        "Rollback was a success! Happy Helming!\n"
    );
    assert_eq!(color(), "red");
    assert_eq!(bed.names("v1", "ConfigMap"), ["web-config"]);
    assert_eq!(
        bed.history("web"),
        ["1 superseded", "2 superseded", "3 deployed"]
    );
    assert!(bed.names("coordination.k8s.io/v1", "Lease").is_empty());

    assert_eq!(
        bed.succeed("uninstall web --keep-history --wait"),
        "release \"web\" uninstalled\n"
    );
    assert_eq!(
        bed.history("web"),
        ["1 superseded", "2 superseded", "3 uninstalled"]
    );
    assert!(bed.object("apps/v1", "Deployment", "web").is_none());
    bed.succeed("uninstall web");
    let error = bed.fail("history web");
    assert_eq!(error, "Error: release: not found\n");
    assert!(bed.names("v1", "ConfigMap").is_empty());
}

#[test]
fn releases_are_read() {
    let Some(bed) = Bed::new("read") else { return };
    bed.succeed("install a chart --set color=green --description first --labels team=one");
    bed.succeed("install b chart --no-hooks");

    let list = bed.json("list");
    let names: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["name"].as_str().expect("text"))
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(list[0]["chart"], "small-1.2.3");
    assert_eq!(list[0]["app_version"], "4.5");
    assert_eq!(bed.succeed("list -q -l team=one"), "a\n");
    assert_eq!(bed.succeed("list -q --failed"), "");

    assert_eq!(bed.json("get values a"), json!({"color": "green"}));
    assert_eq!(
        bed.json("get values a --all"),
        json!({"color": "green", "extra": false, "image": "web:1"})
    );
    assert_eq!(bed.json("get metadata a")["appVersion"], "4.5");
    assert!(bed.succeed("get manifest a").contains("name: a-config"));
    assert!(bed.succeed("get hooks a").contains("name: a-pre-delete"));
    assert_eq!(bed.succeed("get notes a"), "NOTES:\nIt is green.\n\n");
    let all = bed.succeed("get all a");
    assert!(all.contains("COMPUTED VALUES:") && all.contains("color: green"));

    let status = bed.json("status a");
    assert_eq!(status["info"]["description"], "first");
    assert_eq!(status["info"]["status"], "deployed");
    assert!(bed.succeed("status a").contains("==> v1/Deployment\n"));

    let said = bed.succeed("test a --logs");
    assert!(said.contains("Phase:          Succeeded\n"), "{said}");
    assert!(
        said.contains("POD LOGS: a-test (work)\nstarted\nworking\n"),
        "{said}"
    );

    assert_eq!(
        bed.fail("install a chart"),
        "level=ERROR msg=\"release name check failed\" error=\"cannot reuse a name that is still in use\"\n\
         Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use\n"
    );
    assert_eq!(
        bed.fail("upgrade c chart"),
        "Error: UPGRADE FAILED: \"c\" has no deployed releases\n"
    );
}

#[test]
fn failures_leave_nothing_stuck() {
    let Some(bed) = Bed::new("fail") else { return };
    let error = bed.fail("install web chart --set image= --set color=");
    assert!(error.starts_with("Error: INSTALLATION FAILED: "), "{error}");
    assert_eq!(bed.history("web"), ["1 failed"]);

    // The next upgrade mends it.
    bed.succeed("upgrade --install web chart --reset-values --wait");
    assert_eq!(bed.history("web"), ["1 superseded", "2 deployed"]);

    let error = bed.fail("upgrade web chart --set image= --rollback-on-failure");
    assert!(error.contains("has been rolled back"), "{error}");
    assert_eq!(
        bed.history("web"),
        ["1 superseded", "2 superseded", "3 failed", "4 deployed"]
    );
    assert!(bed.names("coordination.k8s.io/v1", "Lease").is_empty());
}

#[test]
fn an_uninstallation_that_failed_is_not_waited_for() {
    let Some(bed) = Bed::new("stay") else { return };
    bed.write(
        "chart/templates/stay.yaml",
        r#"apiVersion: batch/v1
kind: Job
metadata: {name: stay, annotations: {helm.sh/hook: pre-delete, helm.sh/hook-weight: "1"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {testbed.steersman.dev/outcome: failed}}
    spec: {restartPolicy: Never, containers: [{name: work, image: work}]}
"#,
    );
    bed.succeed("install web chart");
    for _ in 0..2 {
        let error = bed.fail("uninstall web");
        assert!(error.contains("/stay not ready"), "{error}");
        assert!(!error.contains("cut off"), "{error}");
        assert!(!error.contains("waiting"), "{error}");
        assert_eq!(bed.history("web"), ["1 uninstalling"]);
    }
    let said = bed.succeed("history web");
    assert!(said.contains("(or silently failed): "), "{said}");
    bed.succeed("uninstall web --no-hooks");
    assert!(bed.names("v1", "ConfigMap").is_empty());
}

//! Plans on a real cluster.

use std::time::Duration;

use fs_err as fs;
use serde_json::{Value, json};

use crate::bed::Bed;

const SECRET: &str = r#"apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-secret}
stringData: {password: {{ .Values.password }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-url}
data: {url: "db://me:{{ .Values.password }}@host", token: "x-{{ .Values.token }}", seed: "{{ randAlphaNum 12 }}"}
"#;

const SCHEMA: &str = r#"{"properties": {"token": {"type": "string", "writeOnly": true}}}"#;

/// The steps of a plan in short.
fn steps(plan: &Value) -> Vec<String> {
    let line = |step: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (action, object) = (text(&step["action"]), &step["object"]);
        format!(
            "{action} {} {}",
            text(&object["kind"]),
            text(&object["name"])
        )
    };
    plan["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(line)
        .collect()
}

#[test]
fn plans_say_what_changes_and_are_carried_out_as_they_are() {
    let Some(bed) = Bed::new("plan") else { return };
    bed.succeed("install web chart --no-hooks");
    let same = bed.run("plan upgrade web chart --no-hooks");
    assert_eq!(same.code, 0, "{same:?}");
    let wanted = "upgrade web chart --no-hooks --set color=blue,extra=true";
    let shown = bed.run(&format!("plan {wanted} -o json --out plan.json"));
    assert_eq!(shown.code, 2, "{shown:?}");
    let plan: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(
        steps(&plan),
        ["change ConfigMap web-config", "create ConfigMap web-extra"]
    );
    assert_eq!(
        plan["steps"][0]["changes"],
        json!([{"path": "data.color", "before": "red", "after": "blue"}])
    );
    assert_eq!(bed.history("web"), ["1 deployed"]);

    bed.succeed("apply plan.json");
    assert_eq!(bed.history("web"), ["1 superseded", "2 deployed"]);
    assert_eq!(bed.names("v1", "ConfigMap"), ["web-config", "web-extra"]);
    let refused = bed.fail("apply plan.json");
    assert!(
        refused.contains("the release had revision 1 (deployed) as its newest"),
        "{refused}"
    );

    let rollback = bed.run("plan rollback web 1 --no-hooks -o json");
    let rollback: Value = serde_json::from_str(&rollback.stdout).expect("JSON");
    assert_eq!(
        steps(&rollback),
        ["change ConfigMap web-config", "delete ConfigMap web-extra"]
    );
    let removal = bed.run("plan uninstall web --no-hooks --out removal.json");
    assert_eq!(removal.code, 2, "{removal:?}");
    bed.succeed("apply removal.json");
    assert!(bed.names("v1", "ConfigMap").is_empty());
}

#[test]
fn nothing_secret_is_in_a_plan() {
    let Some(bed) = Bed::new("plan-leak") else {
        return;
    };
    bed.write("chart/templates/secret.yaml", SECRET);
    bed.write("chart/values.schema.json", SCHEMA);
    bed.succeed("install web chart --no-hooks --set password=first-pass-1,token=t0k1");
    let wanted = "upgrade web chart --no-hooks --set password=second-pass-2,token=t0k2";
    let mut seen = String::new();
    for more in ["--full --out plan.json", "-o json", "-o yaml", "--debug"] {
        let output = bed.run(&format!("plan {wanted} {more}"));
        assert_eq!(output.code, 2, "{output:?}");
        seen += &(output.stdout + &output.stderr);
    }
    seen += &bed.read("plan.json");
    let texts = [
        "first-pass-1",
        "second-pass-2",
        "t0k1",
        "t0k2",
        "Zmlyc3QtcGFzcy0x",
        "c2Vjb25kLXBhc3MtMg==",
    ];
    for text in texts {
        assert!(!seen.contains(text), "{text} is shown");
    }
    assert!(seen.contains("data.password"), "that it changes is shown");
    bed.succeed("apply plan.json");
    let url = bed
        .object("v1", "ConfigMap", "web-url")
        .expect("it is there");
    assert!(
        seen.contains(url.text(&["data", "seed"])),
        "random texts are those of the plan"
    );
    assert_eq!(url.text(&["data", "token"]), "x-t0k2");
}

#[test]
fn problems_are_found_before_anything_is_written() {
    let Some(bed) = Bed::new("plan-problems") else {
        return;
    };
    bed.write(
        "chart/templates/unknown.yaml",
        "apiVersion: nosuch.example.com/v1\nkind: Unknown\nmetadata: {name: x}\n",
    );
    let output = bed.run("plan install web chart -o json");
    assert_eq!(output.code, 1, "{output:?}");
    let plan: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(plan["findings"][0]["kind"], "missing-kind");
    assert!(bed.names("v1", "ConfigMap").is_empty());
    fs::remove_file(bed.path("chart/templates/unknown.yaml")).expect("it is there");
    bed.succeed("install web chart --no-hooks");
    bed.write(
        "chart/templates/all.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: other}}\n  template:\n    metadata: {labels: {app: other}}\n    spec: {containers: [{name: web, image: a}]}\n",
    );
    let output = bed.run("plan upgrade web chart --no-hooks -o json");
    assert_eq!(output.code, 1, "{output:?}");
    let plan: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(plan["findings"][0]["kind"], "immutable");
    let output = bed.run("plan install other chart --no-hooks -o json");
    let plan: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let kinds: Vec<&Value> = plan["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| &f["kind"])
        .collect();
    assert!(kinds.contains(&&json!("collision")), "{plan}");
}

/// Two objects, one more than there is room for.
const MAPS: &str = r#"{{- range list "one" "two" }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ $.Release.Name }}-{{ . }}}
{{- end }}
"#;

#[test]
fn quotas_that_would_be_exceeded_are_found() {
    let Some(bed) = Bed::new("plan-quota") else {
        return;
    };
    bed.write("chart/templates/all.yaml", MAPS);
    // Whether the one that every namespace gets of itself is there and counted by now does not matter.
    bed.make(
        "v1",
        "ResourceQuota",
        json!({
            "metadata": {"name": "few"}, "spec": {"hard": {"count/configmaps": "1"}},
        }),
    );
    let has_counted = || {
        let quota = bed.object("v1", "ResourceQuota", "few").expect("it");
        quota.at(&["status", "used"]).is_some()
    };
    let pause = Duration::from_millis(50);
    let counted = (0..1200).any(|_| {
        let counted = has_counted();
        if !counted {
            std::thread::sleep(pause);
        }
        counted
    });
    assert!(counted, "the quota is never counted");
    let output = bed.run("plan install web chart -o json");
    let plan: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let findings = plan["findings"].as_array().into_iter().flatten();
    let kinds: Vec<&Value> = findings.map(|finding| &finding["kind"]).collect();
    assert!(kinds.contains(&&json!("quota")), "{plan}");
    assert_eq!(output.code, 1, "{output:?}");
}

#[test]
fn plans_of_patches_are_made_by_the_client() {
    let Some(bed) = Bed::new("plan-client") else {
        return;
    };
    bed.succeed("install web chart --no-hooks --server-side=false");
    let upgrade = "plan upgrade web chart --no-hooks --server-side=false";
    let same = bed.run(upgrade);
    assert_eq!(same.code, 0, "{same:?}");
    let changed = bed.run(&format!("{upgrade} --set color=blue -o json"));
    assert_eq!(changed.code, 2, "{changed:?}");
    let plan: Value = serde_json::from_str(&changed.stdout).expect("JSON");
    assert_eq!(plan["release"]["method"], "client-side patches");
    assert_eq!(steps(&plan), ["change ConfigMap web-config"]);
    // A second look says the same: nothing was written.
    let again = bed.run(&format!("{upgrade} --set color=blue -o json"));
    assert_eq!(again, changed);
    bed.succeed("upgrade web chart --no-hooks --server-side=false --set color=blue");
    let done = bed.run(&format!("{upgrade} --set color=blue"));
    assert_eq!(done.code, 0, "{done:?}");
}

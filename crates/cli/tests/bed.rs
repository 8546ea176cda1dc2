//! A real cluster, a namespace of the test's own, and the built program.

use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use serde_json::{Value, json};
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::{Call, Cluster as _, DryRun, Gvk, Object, ObjectRef, Selector};

use crate::support::Output;

/// A chart with a bit of everything: objects, one that values decide on, hooks at every event, notes and a test.
const CHART: [(&str, &str); 4] = [
    (
        "Chart.yaml",
        "apiVersion: v2\nname: small\nversion: 1.2.3\nappVersion: \"4.5\"\n",
    ),
    ("values.yaml", "color: red\nextra: false\nimage: web:1\n"),
    ("templates/NOTES.txt", "It is {{ .Values.color }}.\n"),
    (
        "templates/all.yaml",
        r#"apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-config}
data: {color: {{ .Values.color }}}
---
{{- if .Values.extra }}
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-extra}
{{- end }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: web, image: {{ .Values.image | quote }}}]}
{{- range list "pre-install" "post-install" "pre-upgrade" "post-upgrade" "pre-rollback" "post-rollback" "pre-delete" "post-delete" }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $.Release.Name }}-{{ . }}
  annotations: {helm.sh/hook: {{ . }}, helm.sh/hook-weight: "5"{{ if eq . "pre-install" }}, helm.sh/hook-delete-policy: hook-succeeded{{ end }}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: work, image: work}]}}}
{{- end }}
---
apiVersion: v1
kind: Pod
metadata: {name: {{ .Release.Name }}-test, annotations: {helm.sh/hook: test}}
spec: {restartPolicy: Never, containers: [{name: work, image: work}]}
"#,
    ),
];

/// A namespace in the cluster that tests run against, and a folder with `chart/` in it.
pub(crate) struct Bed {
    cluster: KubeCluster,
    kubeconfig: PathBuf,
    namespace: String,
    folder: tempfile::TempDir,
}

impl Bed {
    /// With a namespace of this name; none, said aloud, where there is no cluster. In CI that is a failure.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let kubeconfig = kubeconfig()?;
        let cluster = KubeCluster::new(ConnectOptions {
            explicit_kubeconfig: Some(kubeconfig.clone()),
            ..ConnectOptions::default()
        });
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in CHART {
            let path = folder.path().join("chart").join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let bed = Self {
            cluster,
            kubeconfig,
            namespace: format!("cli-{name}-{}", std::process::id()),
            folder,
        };
        bed.make_namespace();
        Some(bed)
    }

    /// Where a file of the folder is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("a file");
    }

    /// Reads a file of the folder.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    fn make_namespace(&self) {
        let namespace = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace},
        });
        let made = self.cluster.call(Call::Create {
            object: serde_json::from_value(namespace).expect("an object"),
            namespace: String::new(),
            manager: "test".to_owned(),
            dry_run: DryRun::Off,
        });
        made.expect("a namespace");
    }

    /// The command that runs the program with these words, separated by spaces, in the folder.
    pub(crate) fn command(&self, words: &str) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_steer")), words)
    }

    /// The same for another program.
    pub(crate) fn command_of(&self, program: &Path, words: &str) -> Command {
        let mut command = Command::new(program);
        command
            .args(words.split(' '))
            .args(["--namespace", &self.namespace])
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("PATH", "/usr/bin:/bin")
            .env("KUBECONFIG", &self.kubeconfig);
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, words: &str) -> Output {
        output(self.command(words).output().expect("it runs"))
    }

    /// Runs the program, which has to succeed; its standard output.
    pub(crate) fn succeed(&self, words: &str) -> String {
        let output = self.run(words);
        assert_eq!(output.code, 0, "{words}: {output:?}");
        output.stdout
    }

    /// Runs the program with `-o json`.
    pub(crate) fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.succeed(&format!("{words} -o json"))).expect("JSON")
    }

    /// Runs the program, which has to fail; its standard error.
    pub(crate) fn fail(&self, words: &str) -> String {
        let output = self.run(words);
        assert_eq!(output.code, 1, "{words}: {output:?}");
        output.stderr
    }

    /// Revision and state of each record: `1 superseded`.
    pub(crate) fn history(&self, release: &str) -> Vec<String> {
        let history = self.json(&format!("history {release}"));
        let line = |row: &Value| {
            let status = row["status"].as_str().unwrap_or_default();
            format!("{} {status}", row["revision"])
        };
        history.as_array().into_iter().flatten().map(line).collect()
    }

    /// An object of the core group or of `apps/v1` and `batch/v1`.
    pub(crate) fn object(&self, api_version: &str, kind: &str, name: &str) -> Option<Object> {
        let target = ObjectRef {
            gvk: Gvk::new(api_version, kind),
            namespace: Some(self.namespace.clone()),
            name: name.to_owned(),
        };
        self.cluster.get(&target).expect("an answer")
    }

    /// Makes an object of these fields.
    pub(crate) fn make(&self, api_version: &str, kind: &str, mut fields: Value) {
        fields["apiVersion"] = json!(api_version);
        fields["kind"] = json!(kind);
        let made = self.cluster.call(Call::Create {
            object: serde_json::from_value(fields).expect("an object"),
            namespace: self.namespace.clone(),
            manager: "test".to_owned(),
            dry_run: DryRun::Off,
        });
        made.expect("it is made");
    }

    /// Removes an object that belongs to no namespace.
    pub(crate) fn delete(&self, api_version: &str, kind: &str, name: &str) {
        let target = ObjectRef {
            gvk: Gvk::new(api_version, kind),
            namespace: None,
            name: name.to_owned(),
        };
        let removed = self.cluster.call(Call::Delete {
            target,
            propagation: steersman_plan::Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        });
        removed.expect("it is removed");
    }

    /// The names of all objects of a kind that a release made, sorted.
    pub(crate) fn names(&self, api_version: &str, kind: &str) -> Vec<String> {
        let list = self.cluster.call(Call::List {
            gvk: Gvk::new(api_version, kind),
            namespace: Some(self.namespace.clone()),
            selector: Selector::default(),
        });
        let objects = list.expect("a list").into_list().into_iter();
        let names = objects.map(|object| object.name().to_owned());
        let mut names: Vec<String> = names.filter(|name| name != "kube-root-ca.crt").collect();
        names.sort();
        names
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        let target = ObjectRef {
            gvk: Gvk::new("v1", "Namespace"),
            namespace: None,
            name: self.namespace.clone(),
        };
        // One that stays is in nobody's way.
        let _removed = self.cluster.call(Call::Delete {
            target,
            propagation: steersman_plan::Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        });
    }
}

/// What a run did.
pub(crate) fn output(output: std::process::Output) -> Output {
    Output {
        code: output
            .status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(u8::MAX),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

fn kubeconfig() -> Option<PathBuf> {
    steersman_testbed::kubeconfig_for_tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

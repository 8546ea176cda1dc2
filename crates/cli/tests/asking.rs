//! What is only tried against a cluster, beside what real Helm says of it where it is there.

use std::path::PathBuf;

use fs_err as fs;

use crate::bed::{Bed, output};
use crate::support::Output;

/// Charts of one template each, by their names.
const CHARTS: [(&str, &str); 5] = [
    (
        "look",
        r#"apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-look}
data:
  system: {{ (lookup "v1" "Namespace" "" "kube-system").metadata.name | quote }}
  secrets: {{ len (lookup "v1" "Secret" .Release.Namespace "").items | quote }}
  missing: {{ lookup "v1" "ConfigMap" "default" "nothing" | toJson | quote }}
  version: {{ .Capabilities.KubeVersion.Version | quote }}
  known: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
  assumed: {{ .Capabilities.APIVersions.Has "no.example.com/v1" | quote }}
  upgrade: {{ .Release.IsUpgrade | quote }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {"helm.sh/hook": pre-install}}
"#,
    ),
    (
        "unknown",
        "apiVersion: apps/v1\nkind: Deploymentt\nmetadata: {name: a}\n",
    ),
    (
        "unserved",
        "a: {{ lookup \"no.example.com/v1\" \"No\" \"\" \"a\" | toJson }}\n",
    ),
    (
        "taken",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-root-ca.crt}\n",
    ),
    (
        "defined",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    ),
];

const DEFINITION: &str = r"apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: askings.steersman.dev}
spec:
  group: steersman.dev
  names: {kind: Asking, plural: askings}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
";

const COMMANDS: [&str; 16] = [
    "template t look --dry-run=server",
    "template t look --validate",
    "template t look --dry-run=server --is-upgrade",
    "template t look --dry-run=server --no-hooks --api-versions no.example.com/v1",
    "template t look --dry-run=server --show-only templates/a.yaml",
    "template t look --dry-run=server --output-dir out",
    "template t look --dry-run=server --kube-apiserver https://127.0.0.1:1",
    "template t unknown --dry-run=server",
    "template t unserved --dry-run=server",
    "template t taken --dry-run=server",
    "template t taken --dry-run=server --is-upgrade",
    "template t defined --dry-run=server",
    "template t defined --dry-run=server --include-crds",
    "install t unknown --dry-run=server",
    "upgrade web unknown --dry-run=server",
    "upgrade web taken --dry-run=server",
];

/// Real Helm 4.3: in the folder that `STEER_ORACLE` names, or in the cache of `cargo xtask oracle`.
fn helm() -> Option<PathBuf> {
    let folder = std::env::var_os("STEER_ORACLE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let cache = home.map(|home| home.join(".cache/steersman/helm"));
    let folders = folder.into_iter().chain(cache);
    let mut programs = folders.map(|folder| folder.join("v4.3.1/helm"));
    let found = programs.find(|program| program.is_file());
    if found.is_none() {
        println!("skipped: no Helm 4.3; `cargo xtask oracle` builds it");
    }
    found
}

/// Without hints, which Helm does not give.
fn plain(output: Output) -> (u8, String, String) {
    let lines = output.stderr.lines();
    let stderr: Vec<_> = lines.filter(|line| !line.starts_with("hint: ")).collect();
    (output.code, output.stdout, stderr.join("\n"))
}

#[test]
fn what_is_tried_against_a_cluster_is_told_as_helm_tells_it() {
    let (Some(bed), Some(helm)) = (Bed::new("asking"), helm()) else {
        return;
    };
    for (name, template) in CHARTS {
        fs::create_dir_all(bed.path(name).join("templates")).expect("a folder");
        bed.write(
            &format!("{name}/Chart.yaml"),
            &format!("apiVersion: v2\nname: {name}\nversion: 0.1.0\n"),
        );
        bed.write(&format!("{name}/templates/a.yaml"), template);
    }
    fs::create_dir_all(bed.path("defined/crds")).expect("a folder");
    bed.write("defined/crds/askings.yaml", DEFINITION);
    bed.succeed("install web chart --no-hooks");
    for words in COMMANDS {
        let [own, real] = [bed.command(words), bed.command_of(&helm, words)].map(|mut command| {
            let output = output(command.output().expect("it runs"));
            let _absent = fs::remove_dir_all(bed.path("out"));
            plain(output)
        });
        assert_eq!(own, real, "{words}");
    }
}

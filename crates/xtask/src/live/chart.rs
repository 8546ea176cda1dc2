use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use fs_err as fs;

/// The events that the chart has a hook for.
const EVENTS: [&str; 8] = [
    "pre-install",
    "post-install",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "pre-delete",
    "post-delete",
];

/// The names of hooks hold the revision, so that it shows for which one each ran.
const ALL: &str = r#"{{- $name := .Release.Name }}
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ $name }}-only-{{ .Values.step }}, labels: {app: {{ $name }}}}
data: {step: {{ .Values.step | quote }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ $name }}-both, labels: {app: {{ $name }}}}
data: {step: {{ .Values.step | quote }}}
---
apiVersion: v1
kind: Service
metadata: {name: {{ $name }}, labels: {app: {{ $name }}, step: {{ .Values.step | quote }}}}
spec: {selector: {app: {{ $name }}}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ $name }}, labels: {app: {{ $name }}, step: {{ .Values.step | quote }}}}
spec:
  selector: {matchLabels: {app: {{ $name }}}}
  template:
    metadata: {labels: {app: {{ $name }}}{{ with .Values.delay }}, annotations: {testbed.steersman.dev/delay: {{ . }}}{{ end }}}
    spec: {containers: [{name: web, image: "web:{{ .Values.step }}"}]}
{{- range .Values.events }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}-{{ . }}-{{ $.Release.Revision }}
  annotations: {helm.sh/hook: {{ . }}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: work, image: work}]}}}
{{- end }}
"#;

/// Writes the chart. `step` decides on its objects.
pub(crate) fn write_chart(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("templates"))?;
    fs::write(
        folder.join("Chart.yaml"),
        "apiVersion: v2\nname: small\nversion: 0.1.0\n",
    )?;
    fs::write(
        folder.join("values.yaml"),
        format!("step: 1\nevents: [{}]\n", EVENTS.join(", ")),
    )?;
    fs::write(folder.join("templates/all.yaml"), ALL)?;
    Ok(())
}

/// The objects of a release at a step, and the step they tell.
pub(crate) fn wanted(release: &str, step: u32) -> BTreeMap<String, String> {
    let names = [
        format!("ConfigMap {release}-only-{step}"),
        format!("ConfigMap {release}-both"),
        format!("Service {release}"),
        format!("Deployment {release}"),
    ];
    names.map(|name| (name, step.to_string())).into()
}

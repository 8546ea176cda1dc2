use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use steersman_cluster::KubeCluster;
use steersman_plan::{Call, Cluster as _, DryRun, Gvk, Object, ObjectRef, Propagation};

use super::compare::differences;
use super::state::state;
use crate::process::{Finished, Job};

/// The name of every release.
const RELEASE: &str = "rel";

/// Values that change something in most charts.
const CHANGES: &str = "replicaCount=2,replicas=2,podAnnotations.a=b,podLabels.c=d,image.tag=other";

/// What runs the steps.
#[derive(Debug)]
pub(super) struct Tools<'a> {
    pub(super) cluster: &'a KubeCluster,
    pub(super) environment: Vec<(String, OsString)>,
    pub(super) folder: PathBuf,
    /// Who reads in both ways, to compare what they say: the program, and Helm.
    pub(super) readers: [PathBuf; 2],
}

/// Whether both programs read after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Both read, and what they say is compared.
    Compared,
    /// Nobody reads.
    None,
}

/// What a step left.
#[derive(Debug)]
pub(super) struct Step {
    /// Exit code, output, objects and records.
    pub(super) left: Value,
    /// What the two tools say differently of it.
    pub(super) said: Vec<String>,
}

/// Installs, upgrades, rolls back and uninstalls a chart, each with the program at its place.
pub(super) fn play(
    tools: &Tools<'_>,
    chart: &Path,
    programs: [&Path; 4],
    namespace: &str,
    reading: Reading,
) -> Result<Vec<Step>> {
    make_namespace(tools.cluster, namespace)?;
    let chart = chart.as_os_str().to_owned();
    let word = |text: &str| OsString::from(text);
    let steps = [
        vec![word("install"), word(RELEASE), chart.clone()],
        vec![
            word("upgrade"),
            word(RELEASE),
            chart,
            word("--set"),
            word(CHANGES),
        ],
        vec![word("rollback"), word(RELEASE), word("1")],
        vec![word("uninstall"), word(RELEASE)],
    ];
    let mut played = Vec::new();
    for (program, mut arguments) in programs.into_iter().zip(steps) {
        arguments.extend(["--namespace", namespace, "--timeout", "60s"].map(OsString::from));
        let finished = run(tools, program, arguments)?;
        let state = state(tools.cluster, namespace)?;
        let left = json!({
            "code": finished.exit(),
            "stdout": text(&finished.stdout, namespace),
            "stderr": text(&finished.stderr, namespace),
            "state": state,
        });
        played.push(Step {
            left,
            said: match reading {
                Reading::Compared => read_both(tools, namespace)?,
                Reading::None => Vec::new(),
            },
        });
    }
    remove_namespace(tools.cluster, namespace);
    Ok(played)
}

fn run(tools: &Tools<'_>, program: &Path, arguments: Vec<OsString>) -> Result<Finished> {
    let mut job = Job::new(program, &tools.folder)
        .arguments(arguments)
        .environment(&tools.environment);
    job.deadline = Duration::from_mins(3);
    job.run()
}

/// The lines of an output, without the one that names a time.
pub(super) fn text(bytes: &[u8], namespace: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).replace(namespace, "NAMESPACE");
    text.lines()
        .filter(|line| !line.starts_with("LAST DEPLOYED: "))
        .map(|line| warning(line).unwrap_or_else(|| line.to_owned()))
        .collect()
}

/// A warning of the server, without the time, the process and the line of source that each program puts before it.
fn warning(line: &str) -> Option<String> {
    let klog = line.split_once("warnings.go:").and_then(|(_, rest)| {
        let text = rest.split_once("] ")?.1;
        let text = serde_json::from_str(text).unwrap_or_else(|_| text.to_owned());
        Some(text.trim_start_matches("Warning: ").to_owned())
    });
    let own = || {
        let text = line.strip_prefix("level=WARN msg=\"Warning: ")?;
        serde_json::from_str(&format!("\"{text}")).ok()
    };
    klog.or_else(own).map(|text| format!("Warning: {text}"))
}

/// What program and Helm say differently of the same release.
fn read_both(tools: &Tools<'_>, namespace: &str) -> Result<Vec<String>> {
    let commands: [&[&str]; 6] = [
        &["list"],
        &["history", RELEASE],
        &["status", RELEASE],
        &["get", "values", RELEASE],
        &["get", "values", "--all", RELEASE],
        &["get", "metadata", RELEASE],
    ];
    let mut said = Vec::new();
    for command in commands {
        let mut read = Vec::new();
        for reader in &tools.readers {
            let mut arguments: Vec<OsString> = command.iter().map(OsString::from).collect();
            arguments.extend(["-o", "json", "--namespace", namespace].map(OsString::from));
            let finished = run(tools, reader, arguments)?;
            let mut value = serde_json::from_slice(&finished.stdout).unwrap_or(Value::Null);
            // Live objects change between the two.
            if let Some(info) = value.pointer_mut("/info").and_then(Value::as_object_mut) {
                info.remove("resources");
            }
            let stderr = text(&finished.stderr, namespace);
            read.push(json!({"code": finished.exit(), "value": value, "stderr": stderr}));
        }
        let [own, helm] = &read[..] else { continue };
        for (path, what) in differences(helm, own) {
            said.push(format!("{}: {path}: {what}", command.join(" ")));
        }
    }
    Ok(said)
}

/// Makes a namespace that may be there already.
pub(super) fn make_namespace(cluster: &KubeCluster, name: &str) -> Result<()> {
    let mut object = Object::default();
    for (key, value) in [
        ("apiVersion", json!("v1")),
        ("kind", json!("Namespace")),
        ("metadata", json!({"name": name})),
    ] {
        object.0.insert(key.to_owned(), value);
    }
    let made = cluster.call(Call::Create {
        object,
        namespace: String::new(),
        manager: "xtask".to_owned(),
        dry_run: DryRun::Off,
    });
    match made {
        Err(error) if !error.is_already_exists() => Err(error.into()),
        _ => Ok(()),
    }
}

/// Lets a namespace go.
pub(super) fn remove_namespace(cluster: &KubeCluster, name: &str) {
    let target = ObjectRef {
        gvk: Gvk::new("v1", "Namespace"),
        namespace: None,
        name: name.to_owned(),
    };
    // One that stays is in nobody's way.
    let _removed = cluster.call(Call::Delete {
        target,
        propagation: Propagation::Background,
        uid: None,
        dry_run: DryRun::Off,
    });
}

//! The verbs of releases on a cluster.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fs_err as fs;
use serde_json::{Value, json};
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::{Call, Cluster as _, DryRun, Gvk, Object, ObjectRef};
use steersman_testbed::Fault;

use super::compare::Pair;
use super::table::{Table, as_mebibytes, mebibytes, milliseconds};
use crate::live::Arena;
use crate::oracle::{HELM_4, oracle};
use crate::process::run_task;
use crate::workspace::Workspace;

const RELEASES: usize = 1000;
const OBJECTS: usize = 500;
/// How many times faster than Helm reading and writing have to be, and how many times smaller.
const READS_FASTER: f64 = 4.0;
const LISTS_SMALLER: f64 = 6.0;
const OBJECTS_FASTER: f64 = 3.0;
/// An installation takes at most 0.7 of Helm's time and half of its requests.
const INSTALL_FASTER: f64 = 1.0 / 0.7;
const REQUESTS_FEWER: f64 = 2.0;

/// Measures and prints; returns how many targets were missed.
pub(crate) fn bench_releases(
    workspace: &Workspace,
    program: Option<&Path>,
    rounds: usize,
) -> Result<usize> {
    let program = workspace.installed(program)?;
    let arena = Arena::new(workspace, Some(&program), "bench")?;
    let admin = arena.admin();
    let pair = Pair {
        helm: oracle(workspace, HELM_4)?,
        steer: arena.program.clone(),
        rounds: rounds.max(1),
        environment: arena.environment(&admin),
    };
    let folder = arena.work();
    let created = pair.run(&pair.helm, &folder, &words("create demo"))?;
    ensure!(created.exit() == 0, "no chart could be made");
    write_large(&folder.join("large"))?;
    let mut table = Table::start();
    list(&arena, &pair, &mut table)?;
    read(&arena, &pair, &mut table);
    requests(&arena, &pair, &mut table)?;
    changes(&arena, &pair, &mut table)?;
    Ok(table.missed())
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn in_namespace(arena: &Arena, line: &str) -> Vec<String> {
    words(&format!("{line} --namespace {}", arena.namespace))
}

/// A thousand releases, each the record that Helm made of a new chart under another name.
fn list(arena: &Arena, pair: &Pair, table: &mut Table) -> Result<()> {
    let folder = arena.work();
    let install = pair.run(
        &pair.helm,
        &folder,
        &in_namespace(arena, "install demo demo"),
    )?;
    ensure!(install.exit() == 0, "Helm could not install");
    run_task(&[
        "copy-releases".as_ref(),
        arena.admin().as_ref(),
        arena.namespace.as_ref(),
    ])?;
    let command = in_namespace(arena, "list --max 0");
    let name = format!("list of {RELEASES} releases");
    if let Some(compared) = pair.tabulate(table, &name, (&folder, &command), READS_FASTER) {
        let (helm, steer) = (compared.helm.peak, compared.steer.peak);
        table.ratio(
            &format!("{name}, peak memory"),
            &mebibytes(helm),
            &mebibytes(steer),
            as_mebibytes(helm) / as_mebibytes(steer),
            LISTS_SMALLER,
        );
    }
    Ok(())
}

/// Makes a thousand releases of the release `demo` in a namespace.
pub(crate) fn copy_releases(kubeconfig: &Path, namespace: &str) -> Result<()> {
    let cluster = KubeCluster::new(ConnectOptions {
        explicit_kubeconfig: Some(kubeconfig.to_owned()),
        ..ConnectOptions::default()
    });
    let target = ObjectRef {
        gvk: Gvk::new("v1", "Secret"),
        namespace: Some(namespace.to_owned()),
        name: "sh.helm.release.v1.demo.v1".to_owned(),
    };
    let record = cluster.get(&target)?.context("Helm left no record")?;
    let calls = (1..RELEASES).map(|n| copy(&record, namespace, n)).collect();
    for made in cluster.send(calls) {
        made?;
    }
    Ok(())
}

/// The same record for another release. What it holds is left as it is, as far as its name goes by its labels.
fn copy(record: &Object, namespace: &str, n: usize) -> Call {
    let name = format!("demo-{n}");
    let mut labels = record
        .at(&["metadata", "labels"])
        .cloned()
        .unwrap_or_default();
    labels["name"] = Value::from(name.as_str());
    let mut object = record.clone();
    let metadata = json!({"name": format!("sh.helm.release.v1.{name}.v1"), "labels": labels});
    object.0.insert("metadata".to_owned(), metadata);
    Call::Create {
        object,
        namespace: namespace.to_owned(),
        manager: "Helm".to_owned(),
        dry_run: DryRun::Off,
    }
}

fn read(arena: &Arena, pair: &Pair, table: &mut Table) {
    for line in [
        "status demo",
        "get all demo",
        "get values demo",
        "history demo",
    ] {
        let command = in_namespace(arena, line);
        pair.tabulate(table, line, (&arena.work(), &command), READS_FASTER);
    }
}

/// How many requests an installation makes: on a machine that has not seen the cluster before, as a job of CI has it,
/// and on one that has. Helm keeps what the cluster offers in a folder.
fn requests(arena: &Arena, pair: &Pair, table: &mut Table) -> Result<()> {
    let proxy = arena.proxy("admin", "bench")?;
    let count = |program: &Path, name: &str| {
        proxy.set_faults(|_| Fault::None);
        let line = format!("install {name} demo --wait");
        let finished = arena.run_program(program, proxy.kubeconfig(), &line)?;
        let text = String::from_utf8_lossy(&finished.stderr);
        ensure!(finished.exit() == 0, "{line}: {}", text.trim());
        let count = proxy.seen().len();
        arena.run(&arena.admin(), &format!("uninstall {name}"))?;
        Ok(count)
    };
    let steer = count(&pair.steer, "by-steer")?;
    let cache = arena.home().join(".kube").join("cache");
    if cache.exists() {
        fs::remove_dir_all(cache)?;
    }
    let first = count(&pair.helm, "by-helm")?;
    let again = count(&pair.helm, "by-helm-again")?;
    let ratio = f64::from(u32::try_from(first)?) / f64::from(u32::try_from(steer)?);
    table.ratio(
        "install --wait, requests",
        &first.to_string(),
        &steer.to_string(),
        ratio,
        REQUESTS_FEWER,
    );
    Table::note(&format!(
        "    Helm makes {again} where it knows the cluster"
    ));
    Ok(())
}

/// Installations, with what they made removed in between.
fn changes(arena: &Arena, pair: &Pair, table: &mut Table) -> Result<()> {
    let compared = [
        (
            "install --wait",
            "install fresh demo --wait",
            INSTALL_FASTER,
        ),
        (
            "install of 500 objects",
            "install fresh large",
            OBJECTS_FASTER,
        ),
    ];
    for (name, line, target) in compared {
        let (mut helm, mut steer) = (Vec::new(), Vec::new());
        for _ in 0..pair.rounds {
            helm.push(once(arena, &pair.helm, line)?);
            steer.push(once(arena, &pair.steer, line)?);
        }
        let (helm, steer) = (middle(helm), middle(steer));
        table.ratio(
            name,
            &milliseconds(helm),
            &milliseconds(steer),
            helm.as_secs_f64() / steer.as_secs_f64(),
            target,
        );
    }
    Ok(())
}

fn once(arena: &Arena, program: &Path, line: &str) -> Result<Duration> {
    let finished = arena.run_program(program, &arena.admin(), line)?;
    let text = String::from_utf8_lossy(&finished.stderr);
    ensure!(finished.exit() == 0, "{line}: {}", text.trim());
    arena.succeed(&arena.admin(), "uninstall fresh --wait")?;
    Ok(finished.wall)
}

fn middle(mut walls: Vec<Duration>) -> Duration {
    walls.sort_unstable();
    walls[walls.len() / 2]
}

/// A chart of many small objects.
fn write_large(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("templates"))?;
    fs::write(
        folder.join("Chart.yaml"),
        "apiVersion: v2\nname: large\nversion: 0.1.0\n",
    )?;
    let template = format!(
        "{{{{- range until {OBJECTS} }}}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: large-{{{{ . }}}}}}\n\
         data: {{text: {:?}}}\n{{{{- end }}}}\n",
        "word ".repeat(100)
    );
    fs::write(folder.join("templates/all.yaml"), template)?;
    Ok(())
}

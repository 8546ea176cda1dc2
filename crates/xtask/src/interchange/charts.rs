use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;
use regex_lite::Regex;
use steersman_cluster::KubeCluster;
use steersman_plan::Cluster as _;
use steersman_plan::read_objects;

use crate::process::Job;
use crate::workspace::Workspace;

/// Archives larger than this take too long for what they show.
const MAX_BYTES: u64 = 150 << 10;

/// The charts to try: the project's own, and one or two of each family of the shared corpus, as far as they render
/// without values and the cluster serves their kinds.
pub(super) fn choose(
    workspace: &Workspace,
    helm: &Path,
    cluster: &KubeCluster,
    filter: &Regex,
    count: usize,
) -> Result<Vec<PathBuf>> {
    let mut candidates = folders(&workspace.corpus().join("charts"))?;
    match &workspace.shared {
        Some(shared) => candidates.extend(families(&shared.join("corpus/charts"))?),
        None => println!("skipped: charts of the shared corpus, because it is not there"),
    }
    let mut chosen = Vec::new();
    for chart in candidates {
        if chosen.len() >= count {
            break;
        }
        if filter.is_match(&chart.to_string_lossy()) && is_installable(&chart, helm, cluster)? {
            chosen.push(chart);
        }
    }
    Ok(chosen)
}

fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.join("Chart.yaml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The first archive of each chart, family after family: at most two charts of each.
fn families(root: &Path) -> Result<Vec<PathBuf>> {
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let version = Regex::new(r"-v?\d+\..*$")?;
    let mut found = Vec::new();
    let mut families: Vec<PathBuf> = fs::read_dir(root)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    families.sort();
    for family in families.iter().filter(|path| path.is_dir()) {
        let mut charts = BTreeMap::new();
        for entry in fs::read_dir(family)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_archive = entry.path().extension().is_some_and(|end| end == "tgz");
            if is_archive && entry.metadata()?.len() <= MAX_BYTES {
                let chart = version.replace(&name, "").into_owned();
                charts.insert(chart, entry.path());
            }
        }
        found.extend(charts.into_values().take(2));
    }
    Ok(found)
}

fn is_installable(chart: &Path, helm: &Path, cluster: &KubeCluster) -> Result<bool> {
    let job = Job::new(helm, chart.parent().unwrap_or(chart)).arguments([
        "template".as_ref(),
        "rel".as_ref(),
        chart.as_os_str(),
    ]);
    let finished = job.run()?;
    if finished.code != Some(0) {
        return Ok(false);
    }
    let objects = read_objects(&finished.stdout).unwrap_or_default();
    let served = |object: &steersman_plan::Object| cluster.is_namespaced(&object.gvk()).is_ok();
    Ok(!objects.is_empty() && objects.iter().all(served))
}

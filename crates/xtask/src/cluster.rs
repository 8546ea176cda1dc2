//! A real Kubernetes control plane, for tests and for people.

use std::env::split_paths;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use steersman_testbed::{Cluster, Programs, Status};

use crate::workspace::{Workspace, variable};

/// Starts, stops or shows the cluster in `target/testbed/cluster`.
///
/// Its programs come from `KUBEBUILDER_ASSETS`, the `PATH`, the cache, or a build of the pinned Go modules, in this order.
pub(crate) fn cluster(workspace: &Workspace, action: &str) -> Result<()> {
    let folder = workspace.root.join("target/testbed/cluster");
    match action {
        "up" => {
            let cluster = Cluster::up(
                &programs(workspace)?,
                &workspace.root.join("testbed"),
                &folder,
            )?;
            println!("export KUBECONFIG={}", cluster.admin_kubeconfig().display());
            println!(
                "# a user with rights in the namespace team only: {}",
                cluster.team_kubeconfig().display()
            );
            Ok(())
        }
        "down" => Cluster::down(&folder),
        "status" => match Cluster::status(&folder) {
            Status::Absent => bail!("no cluster in {}", folder.display()),
            Status::Running => {
                println!("running in {}", folder.display());
                Ok(())
            }
            Status::Broken(missing) => bail!("not running: {}", missing.join(", ")),
        },
        other => bail!("cluster takes up, down or status, not {other}"),
    }
}

/// The programs of a control plane, found or built.
pub(crate) fn programs(workspace: &Workspace) -> Result<Programs> {
    let assets = variable("KUBEBUILDER_ASSETS").map(PathBuf::from);
    let search: Vec<PathBuf> = variable("PATH")
        .map(|path| split_paths(&path).collect())
        .unwrap_or_default();
    let cache = workspace.cache.join("testbed");
    if let Some(programs) = Programs::find(assets.as_deref(), &search, &cache) {
        return Ok(programs);
    }
    println!("building the control plane from its Go modules; about five minutes, once");
    Programs::find_or_build(Path::new(&workspace.root.join("testbed")), &cache)
}

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::{Call, Cluster as _, DryRun, Gvk, ObjectRef, Propagation};
use steersman_testbed::FaultProxy;

use super::{Audit, write_chart};
use crate::process::{Finished, Job};
use crate::scratch::Scratch;
use crate::workspace::Workspace;

/// A namespace of the test cluster, the program under test, and a folder with `chart/` in it.
#[derive(Debug)]
pub(crate) struct Arena {
    /// The cluster, as an administrator.
    pub(crate) cluster: KubeCluster,
    /// The folder of the cluster.
    pub(crate) folder: PathBuf,
    /// The namespace of everything here.
    pub(crate) namespace: String,
    /// The program under test.
    pub(crate) program: PathBuf,
    scratch: Scratch,
}

/// The administrator's kubeconfig: of the cluster that the environment names, or of the test bed.
pub(crate) fn kubeconfig(workspace: &Workspace) -> Option<PathBuf> {
    steersman_testbed::kubeconfig(&workspace.root)
}

impl Arena {
    /// In the test bed's own cluster, whose log and certificates are needed, with a new namespace.
    pub(crate) fn new(workspace: &Workspace, program: Option<&Path>, task: &str) -> Result<Self> {
        let Some(kubeconfig) = kubeconfig(workspace) else {
            bail!("no cluster: `cargo xtask cluster up`, or STEER_TEST_KUBECONFIG");
        };
        let folder = kubeconfig
            .parent()
            .unwrap_or_else(|| Path::new("."))
            .to_owned();
        Self::at(&folder, workspace.program(program)?, task)
    }

    /// In the cluster of this folder.
    pub(crate) fn at(folder: &Path, program: PathBuf, task: &str) -> Result<Self> {
        if !folder.join("admin.key").is_file() {
            bail!("{} is not a cluster of the test bed", folder.display());
        }
        let cluster = KubeCluster::new(ConnectOptions {
            explicit_kubeconfig: Some(folder.join("admin.kubeconfig")),
            ..ConnectOptions::default()
        });
        let scratch = Scratch::new()?;
        write_chart(&scratch.work().join("chart"))?;
        let arena = Self {
            cluster,
            folder: folder.to_owned(),
            namespace: format!("steersman-{task}-{}", std::process::id()),
            program,
            scratch,
        };
        arena.make_namespace()?;
        Ok(arena)
    }

    fn make_namespace(&self) -> Result<()> {
        let object = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace},
        });
        let made = self.cluster.call(Call::Create {
            object: serde_json::from_value(object)?,
            namespace: String::new(),
            manager: "xtask".to_owned(),
            dry_run: DryRun::Off,
        });
        match made {
            Err(error) if !error.is_already_exists() => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The folder that commands run in.
    pub(crate) fn work(&self) -> PathBuf {
        self.scratch.work()
    }

    /// What is home to commands.
    pub(crate) fn home(&self) -> PathBuf {
        self.scratch.home()
    }

    /// The administrator's kubeconfig.
    pub(crate) fn admin(&self) -> PathBuf {
        self.folder.join("admin.kubeconfig")
    }

    /// A proxy before the API server, as this user.
    pub(crate) fn proxy(&self, user: &str, name: &str) -> Result<FaultProxy> {
        let kubeconfig = self.scratch.path().join(format!("{name}.kubeconfig"));
        FaultProxy::start(&self.folder, user, &kubeconfig)
    }

    /// The log of requests from now on.
    pub(crate) fn audit(&self) -> Result<Audit> {
        Audit::from_now(&self.folder.join("audit.log"))
    }

    /// The environment of commands that reach the cluster by this kubeconfig.
    pub(crate) fn environment(&self, kubeconfig: &Path) -> Vec<(String, OsString)> {
        self.scratch
            .environment(&[("KUBECONFIG".to_owned(), kubeconfig.into())])
    }

    /// Runs the program under test with these words, separated by spaces, in the namespace.
    pub(crate) fn run(&self, kubeconfig: &Path, words: &str) -> Result<Finished> {
        self.run_program(&self.program, kubeconfig, words)
    }

    /// Runs another program so.
    pub(crate) fn run_program(
        &self,
        program: &Path,
        kubeconfig: &Path,
        words: &str,
    ) -> Result<Finished> {
        let mut job = Job::new(program, self.work())
            .arguments(words.split(' ').chain(["--namespace", &self.namespace]))
            .environment(&self.environment(kubeconfig));
        job.deadline = Duration::from_mins(3);
        job.run()
    }

    /// The same, which has to succeed.
    pub(crate) fn succeed(&self, kubeconfig: &Path, words: &str) -> Result<()> {
        let finished = self.run(kubeconfig, words)?;
        if finished.code != Some(0) {
            let text = String::from_utf8_lossy(&finished.stderr);
            bail!("{words}: {}", text.trim());
        }
        Ok(())
    }

    /// Starts a program without waiting for it; nobody reads what it says.
    pub(crate) fn spawn(&self, program: &Path, kubeconfig: &Path, words: &str) -> Result<Child> {
        Command::new(program)
            .args(words.split(' ').chain(["--namespace", &self.namespace]))
            .current_dir(self.work())
            .env_clear()
            .envs(self.environment(kubeconfig))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("failed to start {}", program.display()))
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        let target = ObjectRef {
            gvk: Gvk::new("v1", "Namespace"),
            namespace: None,
            name: self.namespace.clone(),
        };
        // One that stays is in nobody's way.
        let _removed = self.cluster.call(Call::Delete {
            target,
            propagation: Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        });
    }
}

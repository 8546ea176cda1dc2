use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use crate::Programs;
use crate::certificates::{Authority, service_account_keys};
use crate::objects::{Api, create_base_objects};
use crate::process::{is_running, restart, start, stop, wait_until};

/// In the order they are started; they are stopped the other way round.
const COMPONENTS: [&str; 5] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
];
const NODES: usize = 3;

/// A running cluster, known by its folder. Dropping it does not stop it; see [`Cluster::down`].
#[derive(Clone, Debug)]
pub struct Cluster {
    folder: PathBuf,
}

/// What of a cluster runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is no cluster in the folder.
    Absent,
    /// All components run.
    Running,
    /// Some components do not run; these.
    Broken(Vec<String>),
}

impl Cluster {
    /// Starts a cluster in `folder` and waits until pods can be made, 4 to 6 seconds. A cluster that already runs there is
    /// returned as it is; a broken one is stopped and made anew.
    pub fn up(programs: &Programs, testbed: &Path, folder: &Path) -> Result<Self> {
        match Self::status(folder) {
            Status::Running => {
                return Ok(Self {
                    folder: fs::canonicalize(folder)?,
                });
            }
            Status::Broken(_) => Self::down(folder)?,
            Status::Absent => {}
        }
        fs::create_dir_all(folder)?;
        let folder = fs::canonicalize(folder)?;
        let ports = Ports::free()?;
        let cluster = Self { folder };
        cluster.write_material(testbed, &ports)?;
        if let Err(error) = cluster.start_components(programs, &ports) {
            for name in COMPONENTS.iter().rev() {
                stop(&cluster.folder, name)?;
            }
            return Err(error);
        }
        Ok(cluster)
    }

    /// Stops the cluster in `folder` and removes the folder.
    pub fn down(folder: &Path) -> Result<()> {
        for name in COMPONENTS.iter().rev() {
            stop(folder, name)?;
        }
        if folder.join("admin.kubeconfig").exists() {
            fs::remove_dir_all(folder)?;
        }
        Ok(())
    }

    /// Stops the API server and starts it again, on the same port. It takes seconds until it answers again; nobody waits
    /// for that here.
    pub fn restart_api_server(&self) -> Result<()> {
        restart(&self.folder, "kube-apiserver")
    }

    /// What of the cluster in `folder` runs.
    pub fn status(folder: &Path) -> Status {
        if !folder.join("admin.kubeconfig").exists() {
            return Status::Absent;
        }
        let missing: Vec<String> = COMPONENTS
            .iter()
            .filter(|name| !is_running(folder, name))
            .map(|name| (*name).to_owned())
            .collect();
        if missing.is_empty() {
            Status::Running
        } else {
            Status::Broken(missing)
        }
    }

    /// The folder with everything of this cluster; `COMPONENT.log` and `audit.log` are in it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Credentials of an administrator.
    pub fn admin_kubeconfig(&self) -> PathBuf {
        self.folder.join("admin.kubeconfig")
    }

    /// Credentials of a user with the rights of `admin` in the namespace `team` and none elsewhere.
    pub fn team_kubeconfig(&self) -> PathBuf {
        self.folder.join("team.kubeconfig")
    }

    /// The log of requests, one JSON object a line, at audit level `Metadata`.
    pub fn audit_log(&self) -> PathBuf {
        self.folder.join("audit.log")
    }

    fn write_material(&self, testbed: &Path, ports: &Ports) -> Result<()> {
        let folder = &self.folder;
        let authority = Authority::create(folder)?;
        authority.server(folder, "serving")?;
        authority.client(folder, "admin", "admin", Some("system:masters"))?;
        authority.client(folder, "team", "team-member", None)?;
        authority.client(
            folder,
            "controllers",
            "system:kube-controller-manager",
            None,
        )?;
        authority.client(folder, "scheduler", "system:kube-scheduler", None)?;
        authority.client(folder, "front-proxy", "front-proxy", None)?;
        service_account_keys(folder)?;
        fs::write(
            folder.join("audit.yaml"),
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n",
        )?;
        fs::write(
            folder.join("etcd.yaml"),
            format!(
                "name: testbed\ndata-dir: {0}/etcd\nunsafe-no-fsync: true\nquota-backend-bytes: 8589934592\n\
                 listen-client-urls: http://127.0.0.1:{1}\nadvertise-client-urls: http://127.0.0.1:{1}\n\
                 listen-peer-urls: http://127.0.0.1:{2}\ninitial-advertise-peer-urls: http://127.0.0.1:{2}\n\
                 initial-cluster: testbed=http://127.0.0.1:{2}\n",
                folder.display(),
                ports.etcd,
                ports.etcd_peer
            ),
        )?;
        let logs = folder.join("pod.log");
        fs::write(
            &logs,
            "2026-01-01T00:00:00Z stdout F started\n2026-01-01T00:00:01Z stdout F working\n",
        )?;
        let stages = fs::read_to_string(testbed.join("stages.yaml"))?;
        fs::write(
            folder.join("stages.yaml"),
            stages.replace("@LOGS@", &logs.display().to_string()),
        )?;
        for (user, namespace) in [
            ("team", "team"),
            ("controllers", "default"),
            ("scheduler", "default"),
            ("admin", "default"),
        ] {
            fs::write(
                folder.join(format!("{user}.kubeconfig")),
                self.kubeconfig(user, namespace, ports.api),
            )?;
        }
        Ok(())
    }

    fn kubeconfig(&self, user: &str, namespace: &str, port: u16) -> String {
        let folder = self.folder.display();
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: testbed\n\
             clusters:\n- name: testbed\n  cluster: {{server: 'https://127.0.0.1:{port}', certificate-authority: {folder}/ca.crt}}\n\
             users:\n- name: {user}\n  user: {{client-certificate: {folder}/{user}.crt, client-key: {folder}/{user}.key}}\n\
             contexts:\n- name: testbed\n  context: {{cluster: testbed, user: {user}, namespace: {namespace}}}\n"
        )
    }

    fn start_components(&self, programs: &Programs, ports: &Ports) -> Result<()> {
        let folder = self.folder.as_path();
        let path = |name: &str| folder.join(name).display().to_string();
        let begin =
            |name: &str, arguments: &[String]| start(folder, name, programs.path(name)?, arguments);
        begin("etcd", &[format!("--config-file={}", path("etcd.yaml"))])?;
        begin("kube-apiserver", &api_server_arguments(&path, ports))?;
        let api = Api::new(folder, ports.api)?;
        wait_until(folder, "kube-apiserver", 60, || api.is_ready())?;
        begin(
            "kube-controller-manager",
            &[
                format!("--kubeconfig={}", path("controllers.kubeconfig")),
                format!("--service-account-private-key-file={}", path("sa.key")),
                format!("--root-ca-file={}", path("ca.crt")),
                format!("--secure-port={}", ports.controllers),
                "--bind-address=127.0.0.1".to_owned(),
                "--leader-elect=false".to_owned(),
                "--use-service-account-credentials=true".to_owned(),
                // On a busy machine nodes are late to say that they live; their pods would count as not ready for ever.
                "--node-monitor-grace-period=24h".to_owned(),
                "--kube-api-qps=500".to_owned(),
                "--kube-api-burst=1000".to_owned(),
                // Claims get real volumes, so that the scheduler lets pods with claims run. Nothing is written to them.
                "--enable-hostpath-provisioner=true".to_owned(),
                "--controllers=*".to_owned(),
            ],
        )?;
        begin(
            "kube-scheduler",
            &[
                format!("--kubeconfig={}", path("scheduler.kubeconfig")),
                format!("--secure-port={}", ports.scheduler),
                "--bind-address=127.0.0.1".to_owned(),
                "--leader-elect=false".to_owned(),
                "--kube-api-qps=500".to_owned(),
                "--kube-api-burst=1000".to_owned(),
            ],
        )?;
        create_base_objects(&api, NODES)?;
        begin(
            "kwok",
            &[
                format!("--kubeconfig={}", path("admin.kubeconfig")),
                format!("--config={}", path("stages.yaml")),
                "--manage-all-nodes=true".to_owned(),
                format!("--server-address=127.0.0.1:{}", ports.kubelet),
                "--node-ip=127.0.0.1".to_owned(),
                format!("--node-port={}", ports.kubelet),
                format!("--tls-cert-file={}", path("serving.crt")),
                format!("--tls-private-key-file={}", path("serving.key")),
            ],
        )?;
        wait_until(folder, "kwok", 60, || api.is_usable(NODES))
            .context("the nodes did not become ready")?;
        if let Status::Broken(missing) = Self::status(folder) {
            bail!(
                "{} ended while the cluster was started; see the logs in {}",
                missing.join(", "),
                folder.display()
            );
        }
        Ok(())
    }
}

fn api_server_arguments(path: &dyn Fn(&str) -> String, ports: &Ports) -> Vec<String> {
    let mut arguments = vec![
        format!("--etcd-servers=http://127.0.0.1:{}", ports.etcd),
        format!("--secure-port={}", ports.api),
        "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
    ];
    let fixed = [
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=Node,RBAC",
        "--allow-privileged=true",
        "--kubelet-preferred-address-types=InternalIP",
        "--shutdown-delay-duration=0",
        "--requestheader-allowed-names=front-proxy",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--audit-log-mode=blocking",
    ];
    arguments.extend(fixed.map(str::to_owned));
    let files = [
        ("tls-cert-file", "serving.crt"),
        ("tls-private-key-file", "serving.key"),
        ("client-ca-file", "ca.crt"),
        ("requestheader-client-ca-file", "ca.crt"),
        ("proxy-client-cert-file", "front-proxy.crt"),
        ("proxy-client-key-file", "front-proxy.key"),
        ("kubelet-client-certificate", "admin.crt"),
        ("kubelet-client-key", "admin.key"),
        ("service-account-key-file", "sa.pub"),
        ("service-account-signing-key-file", "sa.key"),
        ("audit-policy-file", "audit.yaml"),
        ("audit-log-path", "audit.log"),
    ];
    arguments.extend(files.map(|(flag, file)| format!("--{flag}={}", path(file))));
    arguments
}

/// Free ports of loopback, one for each listener.
struct Ports {
    etcd: u16,
    etcd_peer: u16,
    api: u16,
    controllers: u16,
    scheduler: u16,
    kubelet: u16,
}

/// A port of loopback that is free now.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Ports {
    /// Asks the system for ports that are free now. All are held until all are known, so that they differ.
    fn free() -> Result<Self> {
        let mut held = Vec::new();
        let mut next = || -> Result<u16> {
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            let port = listener.local_addr()?.port();
            held.push(listener);
            Ok(port)
        };
        Ok(Self {
            etcd: next()?,
            etcd_peer: next()?,
            api: next()?,
            controllers: next()?,
            scheduler: next()?,
            kubelet: next()?,
        })
    }
}

//! Where the releases of a run are kept, and the cluster they are in.

use std::path::PathBuf;
use std::sync::Arc;

use steersman_cluster::{CancellableCluster, ConnectOptions, KubeCluster, ObjectStore, RecordKind};
use steersman_names::HelmDialect;
use steersman_ops::records::Source;
use steersman_plan::{Cancellation, Cluster, StubCluster};
use steersman_release::{MemoryStore, ReleaseStore, read_releases};

use crate::environment::Environment;
use crate::error::CliError;
use crate::kubeconfig;
use crate::settings::Settings;
use crate::time::now;

/// Which namespaces a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The one of the settings.
    Namespace,
    /// All.
    AllNamespaces,
}

/// The releases, their cluster, and the namespace they are looked for in.
#[derive(Debug)]
pub(crate) struct Releases {
    /// The namespace to work in, also when all of them are seen.
    pub(crate) namespace: String,
    /// The records.
    pub(crate) store: Box<dyn ReleaseStore>,
    /// The cluster.
    pub(crate) cluster: Arc<dyn Cluster>,
    /// Ends what is done in the cluster; records can be written all the same.
    pub(crate) cancellation: Cancellation,
}

impl Releases {
    /// The releases that settings and environment speak of. No cluster is asked yet.
    ///
    /// # Errors
    /// Records that are given in files and cannot be read.
    pub(crate) fn open(
        settings: &Settings,
        environment: &Environment,
        scope: Scope,
    ) -> Result<Self, CliError> {
        let namespace = kubeconfig::namespace(settings, environment);
        let cancellation = Cancellation::default();
        let kube = Arc::new(KubeCluster::new(connect_options(settings, environment)));
        let cluster: Arc<dyn Cluster> = Arc::new(CancellableCluster::new(
            Arc::clone(&kube),
            cancellation.clone(),
        ));
        let seen = (scope == Scope::Namespace).then_some(namespace.as_str());
        match environment.get("HELM_DRIVER").unwrap_or_default() {
            "memory" => Ok(Self {
                store: Box::new(memory(environment, seen)?),
                cluster: Arc::new(StubCluster::with_discovery(cluster)),
                namespace,
                cancellation,
            }),
            "sql" => Ok(Self {
                store: sql(environment, seen)?,
                cluster,
                namespace,
                cancellation,
            }),
            driver => {
                let kind = match driver {
                    "configmap" | "configmaps" => RecordKind::ConfigMap,
                    _ => RecordKind::Secret,
                };
                let store = ObjectStore::new(kube, kind, seen, || now().seconds);
                Ok(Self {
                    store: Box::new(store),
                    cluster,
                    namespace,
                    cancellation,
                })
            }
        }
    }
}

impl Releases {
    /// Where the verbs that read records read them.
    pub(crate) fn source(&self, dialect: HelmDialect) -> Source<'_> {
        Source {
            dialect,
            cluster: &*self.cluster,
            releases: &*self.store,
        }
    }
}

/// How the settings say that the cluster is reached.
pub(crate) fn connect_options(settings: &Settings, environment: &Environment) -> ConnectOptions {
    let text = |names: [&str; 2]| {
        let found = names.iter().find_map(|name| environment.filled(name));
        found.unwrap_or_default().to_owned()
    };
    let in_cluster = environment
        .filled("KUBERNETES_SERVICE_HOST")
        .zip(environment.filled("KUBERNETES_SERVICE_PORT"));
    ConnectOptions {
        kubeconfig: kubeconfig::files(environment)
            .into_iter()
            .map(PathBuf::from)
            .collect(),
        explicit_kubeconfig: Some(&settings.kubeconfig)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from),
        context: settings.kube_context.clone(),
        server: settings.kube_api_server.clone(),
        token: settings.kube_token.clone(),
        as_user: settings.kube_as_user.clone(),
        as_groups: settings.kube_as_groups.clone(),
        ca_file: settings.kube_ca_file.clone(),
        tls_server_name: settings.kube_tls_server_name.clone(),
        insecure_skip_tls_verify: settings.kube_insecure_skip_tls_verify,
        qps: settings.qps,
        burst: settings.burst_limit,
        user_agent: concat!("steer/", env!("CARGO_PKG_VERSION")).to_owned(),
        https_proxy: text(["HTTPS_PROXY", "https_proxy"]),
        no_proxy: text(["NO_PROXY", "no_proxy"]),
        in_cluster: in_cluster.map(|(host, port)| (host.to_owned(), port.to_owned())),
    }
}

/// A store of the records in a database.
#[cfg(feature = "sql")]
fn sql(environment: &Environment, seen: Option<&str>) -> Result<Box<dyn ReleaseStore>, CliError> {
    let connection = environment
        .get("HELM_DRIVER_SQL_CONNECTION_STRING")
        .unwrap_or_default();
    let variable = |name: &str| environment.get(name).map(str::to_owned);
    let connected = steersman_sql::SqlStore::connect(connection, &variable, seen, || now().seconds);
    let store = connected
        .map_err(|error| CliError::logged(format!("unable to instantiate SQL driver: {error}")))?;
    Ok(Box::new(store))
}

#[cfg(not(feature = "sql"))]
fn sql(_: &Environment, _: Option<&str>) -> Result<Box<dyn ReleaseStore>, CliError> {
    Err(CliError::new("this build cannot keep records in databases"))
}

/// A store of the records in the files that the environment names.
fn memory(environment: &Environment, seen: Option<&str>) -> Result<MemoryStore, CliError> {
    let store = MemoryStore::new(seen);
    let files = environment
        .get("HELM_MEMORY_DRIVER_DATA")
        .unwrap_or_default();
    for file in files.split(':') {
        let text = std::fs::File::open(file)
            .and_then(std::io::read_to_string)
            .map_err(|error| {
                let cause = crate::paths::go_error("open", file, &error);
                // The missing space is Helm's.
                CliError::logged(format!("Unable to read memory driver data{cause}"))
            })?;
        let releases = read_releases(text.as_bytes()).map_err(|error| {
            let cause = CliError::from_error(&error).message;
            CliError::logged(format!("Unable to unmarshal memory driver data: {cause}"))
        })?;
        for release in &releases {
            store
                .create(release)
                .map_err(|error| CliError::logged(error.to_string()))?;
        }
    }
    Ok(store)
}

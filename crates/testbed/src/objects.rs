use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use serde_json::{Value, json};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

/// A client with the administrator's certificate.
pub(crate) struct Api {
    agent: ureq::Agent,
    address: String,
}

impl Api {
    /// A client of the API server on `port`, with the material of the cluster's folder.
    pub(crate) fn new(folder: &Path, port: u16) -> Result<Self> {
        let read = |name: &str| fs::read(folder.join(name));
        let authority = Certificate::from_pem(&read("ca.crt")?)?.to_owned();
        let chain = [Certificate::from_pem(&read("admin.crt")?)?.to_owned()];
        let key = PrivateKey::from_pem(&read("admin.key")?)?.to_owned();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(vec![authority])))
            .client_cert(Some(ClientCert::new_with_certs(&chain, key)))
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Ok(Self {
            agent: config.into(),
            address: format!("https://127.0.0.1:{port}"),
        })
    }

    /// Whether the server says that it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.agent
            .get(format!("{}/readyz", self.address))
            .call()
            .is_ok_and(|answer| answer.status() == 200)
    }

    /// Creates an object; one that exists already is fine.
    pub(crate) fn create(&self, path: &str, object: &Value) -> Result<()> {
        let answer = self
            .agent
            .post(format!("{}{path}", self.address))
            .header("content-type", "application/json")
            .send(serde_json::to_vec(object)?)?;
        let status = answer.status().as_u16();
        if !matches!(status, 200..=299 | 409) {
            let text = answer.into_body().read_to_string().unwrap_or_default();
            bail!("POST {path} answered {status}: {text}");
        }
        Ok(())
    }

    /// Whether every node is ready and the default service account exists: pods can be made.
    pub(crate) fn is_usable(&self, nodes: usize) -> bool {
        let ready = |item: &&Value| {
            let conditions = item["status"]["conditions"].as_array();
            conditions.is_some_and(|all| {
                all.iter()
                    .any(|one| one["type"] == "Ready" && one["status"] == "True")
            })
        };
        let ready_nodes = self
            .get("/api/v1/nodes")
            .ok()
            .and_then(|list| Some(list["items"].as_array()?.iter().filter(ready).count()))
            .unwrap_or_default();
        ready_nodes >= nodes
            && ["default", "team"].iter().all(|namespace| {
                self.get(&format!(
                    "/api/v1/namespaces/{namespace}/serviceaccounts/default"
                ))
                .is_ok()
            })
    }

    fn get(&self, path: &str) -> Result<Value> {
        let answer = self.agent.get(format!("{}{path}", self.address)).call()?;
        let status = answer.status();
        if status != 200 {
            bail!("GET {path} answered {status}");
        }
        serde_json::from_str(&answer.into_body().read_to_string()?)
            .context("the API did not answer with JSON")
    }
}

/// The objects every cluster starts with: nodes, a default storage class, the namespace of the limited user.
pub(crate) fn create_base_objects(api: &Api, nodes: usize) -> Result<()> {
    for index in 0..nodes {
        let name = format!("node-{index}");
        let labels = json!({"kubernetes.io/hostname": &name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"});
        let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}});
        api.create("/api/v1/nodes", &node)?;
    }
    let class = json!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "kubernetes.io/host-path",
        "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
    });
    api.create("/apis/storage.k8s.io/v1/storageclasses", &class)?;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}});
    api.create("/api/v1/namespaces", &namespace)?;
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "team-admin"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "team-member"}],
    });
    api.create(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings",
        &binding,
    )
}

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;
use steersman_cluster::KubeCluster;
use steersman_plan::{Answer, Call, Cluster as _, Gvk, Object, ObjectRef, Selector};

/// A record, as its labels tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The revision.
    pub(crate) revision: u32,
    /// Where it stands.
    pub(crate) status: String,
}

/// What there is of a release.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// Its records, the oldest first.
    pub(crate) records: Vec<Record>,
    /// Its objects, and the step they tell.
    pub(crate) objects: BTreeMap<String, String>,
    /// Who holds its lease.
    pub(crate) holder: Option<String>,
}

impl Left {
    /// Reads what there is of a release of the small chart.
    pub(crate) fn read(cluster: &KubeCluster, namespace: &str, release: &str) -> Result<Self> {
        let list = |version: &str, kind: &str, labels: String| Call::List {
            gvk: Gvk::new(version, kind),
            namespace: Some(namespace.to_owned()),
            selector: Selector {
                labels,
                fields: String::new(),
            },
        };
        let app = format!("app={release}");
        let calls = vec![
            list("v1", "Secret", format!("owner=helm,name={release}")),
            list("v1", "ConfigMap", app.clone()),
            list("v1", "Service", app.clone()),
            list("apps/v1", "Deployment", app),
        ];
        let mut left = Self::default();
        for answer in cluster.send(calls) {
            for object in Answer::into_list(answer?) {
                left.add(&object);
            }
        }
        left.records.sort_by_key(|record| record.revision);
        let lease = ObjectRef {
            gvk: Gvk::new("coordination.k8s.io/v1", "Lease"),
            namespace: Some(namespace.to_owned()),
            name: format!("dev.steersman.release.v1.{release}"),
        };
        let lease = cluster.get(&lease)?;
        left.holder = lease.map(|lease| lease.text(&["spec", "holderIdentity"]).to_owned());
        Ok(left)
    }

    fn add(&mut self, object: &Object) {
        let label = |key| object.label(key).unwrap_or_default().to_owned();
        if object.kind() == "Secret" {
            self.records.push(Record {
                revision: label("version").parse().unwrap_or_default(),
                status: label("status"),
            });
            return;
        }
        let step = match object.kind() {
            "ConfigMap" => object.text(&["data", "step"]).to_owned(),
            "Deployment" => image(object),
            _ => label("step"),
        };
        let key = format!("{} {}", object.kind(), object.name());
        self.objects.insert(key, step);
    }

    /// What is wrong about the records of a release that is to be deployed: one after the other, the last one deployed,
    /// all others closed.
    pub(crate) fn record_problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (n, record) in (1..).zip(&self.records) {
            let is_last = self.records.len() == n as usize;
            if record.revision != n {
                problems.push(format!("gap: revision {} is number {n}", record.revision));
            }
            let is_closed = matches!(record.status.as_str(), "superseded" | "failed");
            if is_last && record.status != "deployed" || !is_last && !is_closed {
                problems.push(format!("stuck: {} {}", record.revision, record.status));
            }
        }
        if self.records.is_empty() {
            problems.push("lost: there are no records".to_owned());
        }
        problems
    }
}

/// The tag of the image.
fn image(deployment: &Object) -> String {
    let value = Value::Object(deployment.0.clone());
    let image = value.pointer("/spec/template/spec/containers/0/image");
    let image = image.and_then(Value::as_str).unwrap_or_default();
    image.trim_start_matches("web:").to_owned()
}

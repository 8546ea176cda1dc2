use std::fmt;
use std::sync::Arc;

use steersman_plan::{
    Call, Cluster, ClusterError, DryRun, Object, ObjectRef, Propagation, Selector,
};
use steersman_release::{Query, Release, ReleaseStore, StoreError, Summary, object_key};

use super::RecordKind;
use super::object::namespace_of;

/// Whom the API notes as the writer of records.
const MANAGER: &str = "Helm";

/// Records in Secrets or `ConfigMap`s, each in the namespace of its release.
pub struct ObjectStore {
    cluster: Arc<dyn Cluster>,
    kind: RecordKind,
    /// Nothing for all namespaces.
    namespace: Option<String>,
    /// The clock, in seconds since 1970.
    now: fn() -> i64,
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStore")
            .field("kind", &self.kind)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

impl ObjectStore {
    /// A store that sees this namespace, or all of them. `now` tells the seconds since 1970.
    pub fn new(
        cluster: Arc<dyn Cluster>,
        kind: RecordKind,
        namespace: Option<&str>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            cluster,
            kind,
            namespace: namespace.map(str::to_owned),
            now,
        }
    }

    /// Reads the records of a query one after the other; not all of them are in memory at once.
    fn each(
        &self,
        query: &Query<'_>,
        version: Option<u32>,
        take: &mut dyn FnMut(&Object),
    ) -> Result<(), StoreError> {
        let mut labels = Vec::new();
        if let Some(name) = query.name {
            labels.push(format!("name={name}"));
        }
        labels.push("owner=helm".to_owned());
        if let Some(status) = query.status {
            labels.push(format!("status={}", status.name()));
        }
        if let Some(version) = version {
            labels.push(format!("version={version}"));
        }
        let list = Call::List {
            gvk: self.kind.gvk(),
            namespace: self.namespace.clone(),
            selector: Selector {
                labels: labels.join(","),
                fields: String::new(),
            },
        };
        let read = self.cluster.list_pages(list, &mut |page| {
            page.iter().for_each(&mut *take);
        });
        let what = if query.name.is_some() || query.status.is_some() {
            "query: failed to query with labels"
        } else {
            "list: failed to list"
        };
        read.map_err(|error| failed(what, &error))
    }

    fn target(&self, namespace: &str, name: &str, version: u32) -> ObjectRef {
        ObjectRef {
            gvk: self.kind.gvk(),
            namespace: Some(namespace.to_owned()),
            name: object_key(name, version),
        }
    }

    fn object(&self, release: &Release, label: &str, what: &str) -> Result<Object, StoreError> {
        let now = (self.now)();
        self.kind.object(release, (label, now)).map_err(|error| {
            let text = format!(
                "{what}: failed to encode release {:?}: {error}",
                release.name
            );
            StoreError::Backend(text)
        })
    }
}

impl ReleaseStore for ObjectStore {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        let call = Call::Create {
            object: self.object(release, "createdAt", "create")?,
            namespace: namespace_of(release).to_owned(),
            manager: MANAGER.to_owned(),
            dry_run: DryRun::Off,
        };
        match self.cluster.call(call) {
            Ok(_) => Ok(()),
            Err(error) if error.is_already_exists() => Err(StoreError::AlreadyExists),
            Err(error) => Err(failed("create: failed to create", &error)),
        }
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        let call = Call::Replace {
            object: self.object(release, "modifiedAt", "update")?,
            namespace: namespace_of(release).to_owned(),
            manager: MANAGER.to_owned(),
            dry_run: DryRun::Off,
        };
        match self.cluster.call(call) {
            Ok(_) => Ok(()),
            Err(error) => Err(failed("update: failed to update", &error)),
        }
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        let Some(namespace) = &self.namespace else {
            let query = Query {
                name: Some(name),
                status: None,
            };
            let mut found = None;
            self.each(&query, Some(version), &mut |object| {
                found = self.kind.release(object);
            })?;
            return found.ok_or(StoreError::NotFound);
        };
        let target = self.target(namespace, name, version);
        let object = self
            .cluster
            .get(&target)
            .map_err(|error| failed(&format!("get: failed to get {:?}", target.name), &error))?;
        let object = object.ok_or(StoreError::NotFound)?;
        self.kind.release(&object).ok_or_else(|| {
            StoreError::Backend(format!("get: failed to decode data {:?}", target.name))
        })
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        let mut releases = Vec::new();
        self.each(query, None, &mut |object| {
            releases.extend(self.kind.release(object));
        })?;
        Ok(releases)
    }

    fn summaries(&self, query: &Query<'_>) -> Result<Vec<Summary>, StoreError> {
        let mut summaries = Vec::new();
        self.each(query, None, &mut |object| {
            summaries.extend(self.kind.summary(object));
        })?;
        Ok(summaries)
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        let namespace = match &self.namespace {
            Some(namespace) => namespace.clone(),
            None => namespace_of(&self.get(name, version)?).to_owned(),
        };
        let call = Call::Delete {
            target: self.target(&namespace, name, version),
            propagation: Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        };
        match self.cluster.call(call) {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_found() => Err(StoreError::NotFound),
            Err(error) => Err(failed("delete: failed to delete", &error)),
        }
    }
}

fn failed(what: &str, error: &ClusterError) -> StoreError {
    StoreError::Backend(format!("{what}: {error}"))
}

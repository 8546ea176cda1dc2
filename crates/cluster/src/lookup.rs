use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};
use steersman_funcs::Lookup;
use steersman_plan::{Call, Cluster, ClusterError, Gvk, ObjectRef, Selector};
use steersman_value::{Table, Tree};

use crate::kinds::is_built_in_version;
use crate::tree::from_json;

/// What the server says of an API version that it does not know.
pub const NOT_SERVED: &str = "the server could not find the requested resource";

/// The function `lookup` of templates, on a cluster.
pub struct ClusterLookup {
    cluster: Arc<dyn Cluster>,
    unserved: Unserved,
}

/// The kinds that templates looked up in API versions that the cluster does not serve.
#[derive(Clone, Debug, Default)]
pub struct Unserved(Arc<Mutex<Vec<Gvk>>>);

impl Unserved {
    /// Takes them out.
    pub fn take(&self) -> Vec<Gvk> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, gvk: &Gvk) {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.push(gvk.clone());
    }
}

impl fmt::Debug for ClusterLookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterLookup").finish_non_exhaustive()
    }
}

impl ClusterLookup {
    /// Looks objects up in this cluster; kinds that it does not serve are noted.
    pub fn new(cluster: Arc<dyn Cluster>, unserved: Unserved) -> Self {
        Self { cluster, unserved }
    }

    fn find(&self, target: ObjectRef) -> Result<Option<Value>, ClusterError> {
        if !target.name.is_empty() {
            let object = self.cluster.get(&target)?;
            return Ok(object.map(|object| Value::Object(object.0)));
        }
        let list = Call::List {
            gvk: target.gvk.clone(),
            namespace: target.namespace,
            selector: Selector::default(),
        };
        let items = self.cluster.call(list)?.into_list().into_iter();
        let mut found = Map::new();
        found.insert("apiVersion".to_owned(), json!(target.gvk.api_version()));
        found.insert("kind".to_owned(), json!(format!("{}List", target.gvk.kind)));
        found.insert("metadata".to_owned(), json!({}));
        found.insert(
            "items".to_owned(),
            items.map(|item| Value::Object(item.0)).collect(),
        );
        Ok(Some(Value::Object(found)))
    }
}

impl Lookup for ClusterLookup {
    fn lookup(
        &self,
        api_version: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Result<Tree, String> {
        let gvk = Gvk::new(api_version, kind);
        let target = ObjectRef {
            gvk: gvk.clone(),
            namespace: Some(namespace.to_owned()).filter(|text| !text.is_empty()),
            name: name.to_owned(),
        };
        let nothing = Tree::Map(Table::new());
        match self.find(target) {
            Ok(Some(value)) => Ok(from_json(&value)),
            Ok(None) => Ok(nothing),
            Err(ClusterError::NoMatch(_)) if is_built_in_version(api_version) => Ok(nothing),
            Err(ClusterError::NoMatch(_)) => {
                self.unserved.note(&gvk);
                Err(format!(
                    "unable to get apiresource from unstructured: {gvk}: {NOT_SERVED}"
                ))
            }
            Err(error) if error.is_not_found() => Ok(nothing),
            Err(error) => Err(error.to_string()),
        }
    }
}

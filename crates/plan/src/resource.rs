use crate::{Object, ObjectRef};

/// An object of a release and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Which object of the cluster it is. A kind without namespaces has none.
    pub target: ObjectRef,
    /// What it is to be.
    pub object: Object,
}

impl Resource {
    /// Whether both mean the same object: the version of the API does not count.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What identifies the object, whatever version of the API it is written in: group, kind, namespace, name.
    pub fn key(&self) -> (&str, &str, &str, &str) {
        let target = &self.target;
        let namespace = target.namespace.as_deref().unwrap_or_default();
        (&target.gvk.group, &target.gvk.kind, namespace, &target.name)
    }

    /// As errors name it: `Deployment "web" in namespace "shop"`.
    pub fn describe(&self) -> String {
        format!(
            "{} {:?} in namespace {:?}",
            self.target.gvk.kind,
            self.target.name,
            self.target.namespace.as_deref().unwrap_or_default()
        )
    }

    /// As errors of server-side apply name it: `shop/web apps/v1, Kind=Deployment`.
    pub fn describe_applied(&self) -> String {
        format!(
            "{}/{} {}",
            self.target.namespace.as_deref().unwrap_or_default(),
            self.target.name,
            self.target.gvk
        )
    }

    /// Whether the server is to make up a name.
    ///
    /// # Errors
    /// [`TwoNames`] when there is a name as well.
    pub fn is_named_by_server(&self) -> Result<bool, TwoNames> {
        let prefix = self.object.text(&["metadata", "generateName"]);
        match (prefix.is_empty(), self.target.name.is_empty()) {
            (true, _) => Ok(false),
            (false, true) => Ok(true),
            (false, false) => Err(TwoNames),
        }
    }
}

/// An object has a name and asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("metadata.name and metadata.generateName cannot both be set")]
pub struct TwoNames;

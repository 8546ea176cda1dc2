use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Gvk, Object, ObjectRef};

/// One request to the API server, as plain data.
///
/// Objects without a namespace go to the one that is given beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Call {
    /// Reads one object.
    Get(ObjectRef),
    /// Reads all objects of a kind, page by page.
    List {
        /// The kind.
        gvk: Gvk,
        /// In this namespace; in all of them without one.
        namespace: Option<String>,
        /// Which of them.
        selector: Selector,
    },
    /// Reads all objects of a kind as the one object that the server makes of them.
    Collection {
        /// The kind.
        gvk: Gvk,
        /// In this namespace; in all of them without one.
        namespace: Option<String>,
        /// Which of them.
        selector: Selector,
    },
    /// Reads one object, or all of a kind, as the table that the server prints of it.
    Table {
        /// Which object; all of the kind without a name.
        target: ObjectRef,
        /// Which of them, when there is no name.
        selector: Selector,
    },
    /// Makes an object (POST).
    Create {
        /// The object.
        object: Object,
        /// Where, when the object does not say.
        namespace: String,
        /// Who it is noted as made by.
        manager: String,
        /// Whether it is only tried.
        dry_run: DryRun,
    },
    /// Server-side apply, with strict validation of fields.
    Apply {
        /// The object.
        object: Object,
        /// Where, when the object does not say.
        namespace: String,
        /// Who owns the fields.
        manager: String,
        /// Whether fields are taken from other owners.
        force: bool,
        /// Whether it is only tried.
        dry_run: DryRun,
    },
    /// Changes an object by a patch.
    Patch {
        /// Which object.
        target: ObjectRef,
        /// How the patch is meant.
        kind: PatchKind,
        /// The patch.
        patch: Value,
        /// Who is noted as having changed it.
        manager: String,
        /// Whether it is only tried.
        dry_run: DryRun,
    },
    /// Writes an object over the one that is there (PUT).
    Replace {
        /// The object; with a `resourceVersion` the write fails if somebody else wrote since.
        object: Object,
        /// Where, when the object does not say.
        namespace: String,
        /// Who is noted as having changed it.
        manager: String,
        /// Whether it is only tried.
        dry_run: DryRun,
    },
    /// Removes an object.
    Delete {
        /// Which object.
        target: ObjectRef,
        /// What happens to the objects it owns.
        propagation: Propagation,
        /// Only when it still has this uid.
        uid: Option<String>,
        /// Whether it is only tried.
        dry_run: DryRun,
    },
}

/// Which objects of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// A label selector in the API's syntax; empty for all.
    pub labels: String,
    /// A field selector in the API's syntax; empty for all.
    pub fields: String,
}

/// Whether a change is only tried (`dryRun=All`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DryRun {
    /// The change is made.
    #[default]
    Off,
    /// The server says what would come of it.
    On,
}

/// How a patch is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PatchKind {
    /// RFC 7386.
    Merge,
    /// Kubernetes' strategic merge, for built-in kinds.
    StrategicMerge,
    /// RFC 6902.
    Json,
}

/// What happens to the objects that a deleted object owns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Propagation {
    /// They are deleted afterwards.
    #[default]
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
    Orphan,
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The object as it is now. For a deletion, the object as it was, or a status.
    Object(Object),
    /// The objects of a list.
    List(Vec<Object>),
}

impl Answer {
    /// The object; none of a list.
    pub fn into_object(self) -> Option<Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(_) => None,
        }
    }

    /// The objects; one of an object.
    pub fn into_list(self) -> Vec<Object> {
        match self {
            Self::Object(object) => vec![object],
            Self::List(objects) => objects,
        }
    }
}

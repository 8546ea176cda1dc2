//! A plan as plain data, with nothing secret in it.

use serde::{Deserialize, Serialize};
use steersman_plan::ObjectRef;
use steersman_plan::diff::ShownChange;

/// What a verb would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The verb: `install`, `upgrade`, `rollback`, `uninstall`.
    pub verb: String,
    /// The release.
    pub release: PlannedRelease,
    /// The writes that change something, in their order.
    pub steps: Vec<Step>,
    /// What stays although it is no longer wanted.
    pub kept: Vec<Kept>,
    /// How many objects would be written and not change.
    pub unchanged: usize,
    /// The writes of records.
    pub records: Vec<RecordStep>,
    /// What would go wrong, or may.
    pub findings: Vec<Finding>,
    /// What could not be looked at.
    pub not_checked: Vec<String>,
}

impl Plan {
    /// Whether there is anything to do to objects.
    pub fn has_changes(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Whether something would fail.
    pub fn is_blocked(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// How many steps do this.
    pub fn count(&self, action: Action) -> usize {
        let steps = self.steps.iter();
        steps.filter(|step| step.action == action).count()
    }
}

/// Which release, from what to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRelease {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The newest revision; none of a release that does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_before: Option<u32>,
    /// How that revision stands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status_before: String,
    /// The chart of that revision, as `NAME-VERSION`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart_before: String,
    /// The new revision; none when there will be none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_after: Option<u32>,
    /// Its chart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart_after: String,
    /// How objects are written: `server-side apply` or `client-side`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What happens to the object.
    pub action: Action,
    /// Which object.
    pub object: PlannedObject,
    /// Why.
    pub reason: String,
    /// The hook that the object is, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<PlannedHook>,
    /// The fields that change, with nothing secret in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ShownChange>,
    /// Why the server could not be asked what comes of it; empty when it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unchecked: String,
}

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It is deleted and made anew, or written over.
    Replace,
    /// It is deleted.
    Delete,
}

/// Which object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedObject {
    /// Group and version.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The namespace; empty for kinds without.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl From<&ObjectRef> for PlannedObject {
    fn from(target: &ObjectRef) -> Self {
        Self {
            api_version: target.gvk.api_version(),
            kind: target.gvk.kind.clone(),
            namespace: target.namespace.clone().unwrap_or_default(),
            name: target.name.clone(),
        }
    }
}

/// `Deployment shop/web`.
impl std::fmt::Display for PlannedObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ", self.kind)?;
        if !self.namespace.is_empty() {
            write!(f, "{}/", self.namespace)?;
        }
        f.write_str(&self.name)
    }
}

/// The hook that an object is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedHook {
    /// The event it runs at.
    pub event: String,
    /// Its place among the hooks of the event.
    pub weight: i64,
    /// When its object is deleted.
    pub delete_policies: Vec<String>,
}

/// An object that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which object.
    pub object: PlannedObject,
    /// Why it stays.
    pub reason: String,
}

/// A write of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordStep {
    /// What happens.
    pub action: RecordAction,
    /// To which revision.
    pub revision: u32,
    /// How it stands in the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
}

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordAction {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It is deleted.
    Delete,
}

/// Something that would go wrong, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of problem it is.
    pub kind: Problem,
    /// Which object it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<PlannedObject>,
    /// What is wrong.
    pub message: String,
    /// What can be done; empty when nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The verb would fail.
    Error,
    /// The verb would not fail, but something may not come to run.
    Warning,
}

/// What kind of problem a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// A right is missing.
    Rights,
    /// A kind is not served.
    MissingKind,
    /// The namespace is not there.
    MissingNamespace,
    /// More is asked for than a quota allows.
    Quota,
    /// A class that is named does not exist.
    MissingClass,
    /// A field cannot change.
    Immutable,
    /// An object belongs to somebody else.
    Collision,
    /// Fields belong to somebody else.
    FieldConflict,
    /// The server would refuse it for another reason.
    Refused,
}
